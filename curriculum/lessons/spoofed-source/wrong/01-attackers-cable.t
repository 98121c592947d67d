fails: stopped
misconception: The rule belongs to the attacker's cable.

  $ jexec {plain} ping -c 1 -S {victim_address} {target_address}
  ping: bind: Can't assign requested address
  [1]
  $ jexec {bad} ifconfig lo0 inet {victim_address}/32 alias
  $ jexec {bad} ifconfig lo0 inet {router_address}/32 alias
  $ jexec {bad} ping -q -c 1 -t 1 -S {router_address} {bad_gateway}
  PING {bad_gateway} ({bad_gateway}) from {router_address}: 56 data bytes

  --- {bad_gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ printf 'antispoof quick for epair0a inet\npass\n' > /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
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
