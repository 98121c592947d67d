fails: answered ports
misconception: What a bridge knows goes with the port.
fault: the-answerers-table

  $ ifconfig bridge0 deletem epair2a
  $ jexec {client} ping -q -c 1 -t 2 {server_address}
  ...
  [2]
