fails: out
misconception: The host has to hand packets on.
fault: private-ports

  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
