fails: back across
misconception: Who can send can also be answered.

  $ jexec {left} route add default {left_gateway}
  add net default: gateway {left_gateway}
  $ jexec {router} sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {left} ping -q -c 1 -t 2 {right_address}
  PING {right_address} ({right_address}): 56 data bytes

  --- {right_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
