  $ jexec {left} ping -c 1 {right_address}
  $ jexec {left} route add default {left_gateway}
  $ jexec {left} ping -c 1 -t 2 {right_address}
  $ jexec {router} sysctl net.inet.ip.forwarding=1
  $ sysctl net.inet.ip.forwarding
  $ jexec {right} route add default {right_gateway}
  $ jexec {left} ping -c 1 {right_address}
  $ jexec {left} traceroute -n {right_address}
