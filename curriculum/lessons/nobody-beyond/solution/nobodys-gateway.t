  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes

  --- {far_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {jail} route -n get {far_address} | grep gateway
      gateway: 10.{a}.0.254
  $ jexec {jail} arp -an | grep incomplete
  ? (10.{a}.0.254) at (incomplete) on epair0b expired [ethernet]
  $ jexec {jail} route change default {gateway}
  change net default: gateway {gateway}
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes

  --- {far_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
