fails: answered
misconception: The kernel has one filter.

  $ pfctl -q -d
  ...
  [1]
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  ...
  [2]
