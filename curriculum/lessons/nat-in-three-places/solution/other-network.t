  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ pfctl -s nat
  nat on em0 inet from {wrong} to any -> (em0) round-robin
  $ sed -i '' 's|{wrong}|{inner}|' /etc/pf.conf
  $ pfctl -f /etc/pf.conf
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
