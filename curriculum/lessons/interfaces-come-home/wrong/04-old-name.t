fails: gone cable named answered
misconception: Renaming a jail renames its interfaces.

  $ jail -c name={new} path=/ host.hostname={new} vnet persist
  $ ifconfig epair0b -vnet {old}
  $ ifconfig epair0b name {wan}
  {wan}
