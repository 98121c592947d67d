fails: ports
misconception: What a bridge knows goes with the port.
fault: the-bridges-table

  $ ifconfig bridge0 deletem epair2a
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  PING {server_address} ({server_address}): 56 data bytes

  --- {server_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
