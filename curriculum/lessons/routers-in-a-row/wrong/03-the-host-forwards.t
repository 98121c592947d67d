fails: forward ends across circle
misconception: Forwarding is the machine's.

  $ sysctl -q net.inet.ip.forwarding=1
  ...
  $ jexec r2 route -q add {far_net} {r3_in}
  $ jexec r2 route -q add {near_net} {r1_out}
  $ jexec {near} ping -q -c 1 -t 1 {far_address}
  ...
  [2]
