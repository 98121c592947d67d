  $ jls -N
  ...
  $ jexec {other} ifconfig -l
  lo0 epair0b
  $ ifconfig epair0b -vnet {other}
  $ service jail onestart {new}
  Starting jails: {new}.
