fails: answered
misconception: Every cache ages.

  $ sleep 400
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  ...
  [2]
