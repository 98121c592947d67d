  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ sysctl net.inet.ip.forwarding
  net.inet.ip.forwarding: 0
  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
