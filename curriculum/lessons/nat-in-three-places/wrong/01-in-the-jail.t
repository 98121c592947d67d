fails: out translated
misconception: Who wants to get out must translate.

  $ jexec {jail} sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
