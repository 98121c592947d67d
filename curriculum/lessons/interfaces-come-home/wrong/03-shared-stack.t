fails: made cable named answered
misconception: Any jail can be given an interface.

  $ jail -r {old}
  $ jail -c name={new} path=/ host.hostname={new} ip4.addr={jail_address} persist
  $ ifconfig epair0b vnet {new}
  ifconfig: SIOCSIFVNET: File exists
  [1]
