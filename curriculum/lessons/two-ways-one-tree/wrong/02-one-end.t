fails: both root blocked
misconception: It is enough that one of two bridges keeps the tree.

  $ jexec {one} ping -q -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes

  --- {two_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ ifconfig bridge0 priority 4096 stp epair2a stp epair3a
  $ sleep 20
