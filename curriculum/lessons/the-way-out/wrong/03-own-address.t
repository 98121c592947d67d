fails: there across
misconception: The gateway is the address by which one goes out.

  $ jexec {left} route add default {left_address}
  $ jexec {right} route add default {right_gateway}
  $ jexec {router} sysctl net.inet.ip.forwarding=1
  $ jexec {left} ping -q -c 1 -t 2 {right_address}
