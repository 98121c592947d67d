fails: answered unharmed
misconception: What is made anew is right.

  $ ifconfig bridge0 destroy
  $ ifconfig bridge0 create up
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  ...
  [2]
