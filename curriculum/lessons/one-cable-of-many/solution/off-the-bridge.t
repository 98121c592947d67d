  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ ifconfig epair0a | head -1
  epair0a: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
  $ ifconfig bridge0 | grep member
  	member: epair1a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  $ ifconfig bridge0 addm epair0a
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
