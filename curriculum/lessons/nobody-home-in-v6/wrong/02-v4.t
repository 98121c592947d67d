fails: usable answered
misconception: One version proves the other.
fault: switched-off

  $ jexec {app} ping -q -c 1 -t 2 {data4}
  PING {data4} ({data4}): 56 data bytes

  --- {data4} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
