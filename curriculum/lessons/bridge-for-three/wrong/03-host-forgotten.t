fails: host home
misconception: Who owns the bridge is in its network.

  $ ifconfig bridge create
  bridge0
  $ ifconfig epair create
  epair0a
  $ ifconfig epair create
  epair1a
  $ ifconfig epair0b vnet {one}
  $ ifconfig epair1b vnet {two}
  $ ifconfig bridge0 addm epair0a addm epair1a up
  $ jexec {one} ifconfig epair0b {one_address}/24 up
  $ jexec {two} ifconfig epair1b {two_address}/24 up
  $ ifconfig epair0a up
  $ ifconfig epair1a up
  $ jexec {one} ping -q -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes

  --- {two_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jexec {two} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
