fails: answered
misconception: When a bridge does not carry, it wants switching off and on.

  $ ifconfig bridge0 down
  $ ifconfig bridge0 up
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  ...
  [2]
