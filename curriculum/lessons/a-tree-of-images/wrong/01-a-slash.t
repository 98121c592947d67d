fails: kid down reached no-way-up
misconception: A slash leads one level down, as in a path.

  $ vimage -c {top}
  $ vimage -c {side}
  $ vimage -c {top}/{kid}
  $ ifconfig epair create
  epair0a
  $ vimage -i {top}/{kid} epair0b
  eth0@{top}/{kid}
