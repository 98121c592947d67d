fails: there across
misconception: The host's settings hold for its jails.

  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {left} route add default {right_gateway}
  add net default: gateway {right_gateway} fib 0: Invalid argument
  [1]
  $ jexec {right} route add default {right_gateway}
  add net default: gateway {right_gateway}
