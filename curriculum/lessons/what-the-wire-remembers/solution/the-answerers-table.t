  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  PING {server_address} ({server_address}): 56 data bytes

  --- {server_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {server} arp -an | grep -c permanent
  2
  $ jexec {server} arp -d {client_address}
  {client_address} ({client_address}) deleted
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  PING {server_address} ({server_address}): 56 data bytes

  --- {server_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
