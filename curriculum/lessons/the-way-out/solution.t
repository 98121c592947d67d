  $ jexec {left} ping -c 1 {right_address}
  PING {right_address} ({right_address}): 56 data bytes
  ping: sendto: No route to host

  --- {right_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {left} route add default {left_gateway}
  add net default: gateway {left_gateway}
  $ jexec {left} ping -c 1 -t 2 {right_address}
  PING {right_address} ({right_address}): 56 data bytes

  --- {right_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {router} sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ sysctl net.inet.ip.forwarding
  net.inet.ip.forwarding: 0
  $ jexec {right} route add default {right_gateway}
  add net default: gateway {right_gateway}
  $ jexec {left} ping -c 1 {right_address}
  PING {right_address} ({right_address}): 56 data bytes
  64 bytes from {right_address}: icmp_seq=0 ttl=63 time=* ms (glob)

  --- {right_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jexec {left} traceroute -n {right_address}
  traceroute to {right_address} ({right_address}), 64 hops max, 40 byte packets
   1*{left_gateway}** ms** ms** ms (glob)
   2*{right_address}** ms** ms** ms (glob)
