fails: across
misconception: A machine with two interfaces is a router.

  $ jexec {left} route add default {left_gateway}
  $ jexec {right} route add default {right_gateway}
  $ jexec {left} ping -q -c 1 -t 2 {right_address}
