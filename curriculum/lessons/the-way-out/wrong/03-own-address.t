fails: there across
misconception: The gateway is the address by which one goes out.

  $ jexec {left} route add default {left_address}
  add net default: gateway {left_address}
  $ jexec {right} route add default {right_gateway}
  add net default: gateway {right_gateway}
  $ jexec {router} sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {left} ping -q -c 1 -t 2 {right_address}
  PING {right_address} ({right_address}): 56 data bytes

  --- {right_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
