  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ pfctl -s info | head -1
  Status: Disabled for 0 days 00:00:02          Debug: Urgent
  $ pfctl -e
  pf enabled
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
