fails: own stopped honest
misconception: What is blocked is safe.

  $ jexec {plain} ping -c 1 -S {victim_address} {target_address}
  ping: bind: Can't assign requested address
  [1]
  $ jexec {bad} ifconfig lo0 inet {victim_address}/32 alias
  $ printf 'block all\n' > /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
  $ jexec {bad} ping -q -c 1 -t 1 -S {victim_address} {target_address}
  PING {target_address} ({target_address}) from {victim_address}: 56 data bytes

  --- {target_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {victim} ping -q -c 1 -t 1 {target_address}
  PING {target_address} ({target_address}): 56 data bytes

  --- {target_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
