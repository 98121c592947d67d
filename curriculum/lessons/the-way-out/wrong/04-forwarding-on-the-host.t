fails: there across
misconception: The host's settings hold for its jails.

  $ sysctl net.inet.ip.forwarding=1
  $ jexec {left} route add default {right_gateway}
  $ jexec {right} route add default {right_gateway}
