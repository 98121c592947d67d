fails: first second host home
misconception: One cable joins as many stacks as there are jails.

  $ ifconfig epair create
  epair0a
  $ ifconfig epair0a vnet {one}
  $ ifconfig epair0b vnet {two}
  $ jexec {one} ifconfig epair0a {one_address}/24 up
  $ jexec {two} ifconfig epair0b {two_address}/24 up
  $ jexec {one} ping -q -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes

  --- {two_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
