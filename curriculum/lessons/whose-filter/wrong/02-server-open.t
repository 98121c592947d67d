fails: server-wall
misconception: A filter that is off drops nothing.
fault: the-server

  $ jexec {server} pfctl -q -F rules
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  PING {server_address} ({server_address}): 56 data bytes

  --- {server_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
