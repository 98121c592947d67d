  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes
  ping: sendto: No route to host

  --- {base_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {shop} ifconfig epair0b | head -1
  epair0b: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
  $ jexec {shop} ifconfig epair0b up
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
