fails: way bank
misconception: With an address of a network one is in it.

  $ jexec {jail} ifconfig epair0b inet 10.{b}.0.81/24 alias
  ...
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  ...
  [2]
