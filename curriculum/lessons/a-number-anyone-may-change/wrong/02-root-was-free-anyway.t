fails: left
misconception: Root on the host shows what a prisoner can do.

  $ sysctl net.fibs=2
  net.fibs: 1 -> 2
  $ setfib 1 route add -net {private} -iface lo0
  add net {private_net}: gateway lo0 fib 1
  $ setfib 1 ping -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes
  ping: sendto: No route to host

  --- {gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ ping -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes
  64 bytes from {gateway}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist
  $ jexec {jail} setfib 0 ping -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes
  ping: sendto: No route to host

  --- {gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
