fails: gone named answered
misconception: A cable that was used by one jail cannot be used by another.

  $ jail -c name={new} path=/ host.hostname={new} vnet persist
  $ ifconfig epair create
  epair1a
  $ ifconfig epair1b vnet {new}
  $ jexec {new} ifconfig epair1b name {wan}
  {wan}
  $ jexec {new} ifconfig {wan} up
