fails: refused forged own stopped
misconception: A sender's address is chosen by ping.

  $ jexec {bad} ping -q -c 1 -t 1 -S {victim_address} {target_address}
  ping: bind: Can't assign requested address
  [1]
  $ printf 'antispoof quick for { epair0a epair1a epair2a } inet\npass\n' > /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
  $ jexec {victim} ping -q -c 1 {target_address}
  PING {target_address} ({target_address}): 56 data bytes

  --- {target_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
