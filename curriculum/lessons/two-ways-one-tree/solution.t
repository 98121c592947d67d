  $ jexec {one} ping -q -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes

  --- {two_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ ifconfig bridge0 priority 4096 stp epair2a stp epair3a
  $ ifconfig bridge1 stp epair2b stp epair3b
  $ ifconfig epair3a up
  $ sleep 20
