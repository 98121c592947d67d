fails: there back across circle
misconception: The gateway is the one next to the receiver.

  $ for r in r1 r2 r3; do jexec $r sysctl -q net.inet.ip.forwarding=1; done
  ...
  $ jexec r1 route -q add default {r2_in}
  $ jexec r3 route -q add default {r2_out}
  $ jexec r2 route add {far_net} {far_gate}
  ...
  [1]
