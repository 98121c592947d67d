fails: across host home
misconception: A port that has no address need not be up.

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
  $ jexec {one} ping -q -c 1 -t 2 {two_address}
  PING {two_address} ({two_address}): 56 data bytes

  --- {two_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
