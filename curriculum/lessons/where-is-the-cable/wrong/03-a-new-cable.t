fails: reaches
misconception: Cables are cheap.
fault: another-name

  $ ifconfig epair create
  epair1a
  $ ifconfig epair1b name epair0b
  epair0b
  $ service jail onestart {new}
  Starting jails: {new}.
