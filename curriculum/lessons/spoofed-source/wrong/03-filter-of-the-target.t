fails: refused own filter stopped
misconception: Who is attacked can tell a forged packet from a real one.

  $ jexec {bad} ifconfig lo0 inet {victim_address}/32 alias
  $ printf 'antispoof quick for epair2b inet\npass\n' > /root/pf.target
  $ jexec {target} pfctl -ef /root/pf.target
  pf enabled
  $ jexec {bad} ping -q -c 1 -t 1 -S {victim_address} {target_address}
  PING {target_address} ({target_address}) from {victim_address}: 56 data bytes

  --- {target_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {victim} ping -q -c 1 {target_address}
  PING {target_address} ({target_address}): 56 data bytes

  --- {target_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
