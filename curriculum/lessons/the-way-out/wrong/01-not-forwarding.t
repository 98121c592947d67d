fails: across
misconception: A machine with two interfaces is a router.

  $ jexec {left} route add default {left_gateway}
  add net default: gateway {left_gateway}
  $ jexec {right} route add default {right_gateway}
  add net default: gateway {right_gateway}
  $ jexec {left} ping -q -c 1 -t 2 {right_address}
  PING {right_address} ({right_address}): 56 data bytes

  --- {right_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
