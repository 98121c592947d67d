fails: way bank
misconception: A default route is all that a stack needs.
fault: longer-prefix

  $ jexec {jail} route change default {gateway}
  change net default: gateway {gateway}
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes

  --- {far_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
