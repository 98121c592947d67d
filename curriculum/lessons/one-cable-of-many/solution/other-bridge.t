  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ ifconfig bridge0 | grep member
  	member: epair1a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  $ ifconfig -g bridge
  bridge0
  bridge1
  $ ifconfig bridge1 | grep member
  	member: epair0a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  $ ifconfig bridge1 deletem epair0a
  $ ifconfig bridge0 addm epair0a
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  PING {base_address} ({base_address}): 56 data bytes

  --- {base_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
