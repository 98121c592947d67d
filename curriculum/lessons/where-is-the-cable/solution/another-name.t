  $ ifconfig -g epair
  epair0a
  wan0
  $ ifconfig wan0 name epair0b
  epair0b
  $ service jail onestart {new}
  Starting jails: {new}.
