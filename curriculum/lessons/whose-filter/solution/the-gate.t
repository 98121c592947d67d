  $ jexec {client} ping -q -c 1 -t 1 {server_address}
  PING {server_address} ({server_address}): 56 data bytes

  --- {server_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {gate} pfctl -q -v -s rules
  ...
  $ echo 'pass inet proto icmp' >> /etc/pf.{gate}.conf
  $ jexec {gate} pfctl -q -f /etc/pf.{gate}.conf
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  PING {server_address} ({server_address}): 56 data bytes

  --- {server_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
