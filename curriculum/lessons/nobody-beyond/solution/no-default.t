  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes
  ping: sendto: No route to host

  --- {far_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {jail} route -n get {far_address}
  route: route has not been found: No error: 0
  $ jexec {jail} route add default {gateway}
  add net default: gateway {gateway}
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes

  --- {far_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
