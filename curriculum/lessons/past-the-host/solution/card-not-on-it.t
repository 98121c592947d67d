  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ ifconfig bridge0 | grep member
  	member: epair0a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  $ ifconfig bridge0 addm em0
  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
