fails: out translated inside
misconception: If the rule does not fit the jail, the jail is wrong.

  $ jexec {jail} ifconfig epair0b inet 10.{net}.4.2/24
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  ...
  [2]
