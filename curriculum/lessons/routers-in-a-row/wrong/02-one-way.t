fails: back across
misconception: What gets there comes back.

  $ for r in r1 r2 r3; do jexec $r sysctl -q net.inet.ip.forwarding=1; done
  ...
  $ jexec r1 route -q add default {r2_in}
  $ jexec r3 route -q add default {r2_out}
  $ jexec r2 route -q add {far_net} {r3_in}
  $ jexec {near} ping -q -c 1 -t 1 {far_address}
  ...
  [2]
  $ jexec r2 route -q add 10.{n}.9.0/24 {r1_out}
  $ jexec {near} ping -q -c 1 -t 1 10.{n}.9.9
  ...
  [2]
