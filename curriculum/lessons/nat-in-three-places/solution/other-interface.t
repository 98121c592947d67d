  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ pfctl -s nat
  nat on epair0a inet from {inner} to any -> (em0) round-robin
  $ sed -i '' 's|on epair0a|on em0|' /etc/pf.conf
  $ pfctl -f /etc/pf.conf
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
