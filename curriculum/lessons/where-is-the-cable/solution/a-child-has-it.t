  $ jls name
  {other}
  {other}.lab
  $ jexec {other} ifconfig -l
  lo0
  $ jexec {other}.lab ifconfig -l
  lo0 epair0b
  $ ifconfig epair0b -vnet {other}.lab
  $ ifconfig -l
  em0 lo0 epair0a epair0b
  $ service jail onestart {new}
  Starting jails: {new}.
