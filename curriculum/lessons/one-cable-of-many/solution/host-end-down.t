  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {base} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ ifconfig epair0a | head -1
  epair0a: flags=1008942<BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
  $ ifconfig epair0a up
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
