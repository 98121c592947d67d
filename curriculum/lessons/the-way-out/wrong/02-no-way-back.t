fails: back across
misconception: Who can send can also be answered.

  $ jexec {left} route add default {left_gateway}
  $ jexec {router} sysctl net.inet.ip.forwarding=1
  $ jexec {left} ping -q -c 1 -t 2 {right_address}
