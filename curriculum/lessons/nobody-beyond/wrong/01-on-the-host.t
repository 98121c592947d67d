fails: way bank
misconception: The host's routes are the jails' routes.

  $ route add -net {far_net} {gateway}
  ...
  [1]
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  ...
  [2]
