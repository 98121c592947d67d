fails: way neighbour
misconception: What is answered is mended.
fault: neighbours-gateway

  $ jexec {other} sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  ...
