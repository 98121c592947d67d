fails: blocked ping
misconception: Which bridge becomes the root is nobody's choice.

  $ ifconfig bridge1 priority 4096 stp epair2b stp epair3b
  $ ifconfig bridge0 stp epair2a stp epair3a
  $ ifconfig epair3a up
  $ sleep 20
