fails: page waits numbers
misconception: What cannot be reached has a bad cable.
fault: to-itself

  $ jexec {client} ifconfig epair0a down
  $ jexec {client} ifconfig epair0a up
  $ jexec {client} fetch -qo - http://{server_address}/
  ...
  [1]
