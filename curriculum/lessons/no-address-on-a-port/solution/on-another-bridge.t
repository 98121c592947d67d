  $ ifconfig bridge0 addm epair0a
  ifconfig: BRDGADD epair0a: Device busy
  [1]
  $ ifconfig bridge1 | grep member
  	member: epair0a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  $ ifconfig bridge1 deletem epair0a
  $ ifconfig bridge0 addm epair0a
  $ jexec {jail} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
