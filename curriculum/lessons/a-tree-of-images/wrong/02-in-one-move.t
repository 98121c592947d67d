fails: down reached
misconception: An image has one name, wherever one stands.

  $ vimage -c {top}
  $ vimage -c {side}
  $ vimage -m {top} children.max=1
  $ vimage {top} vimage -c {kid}
  $ ifconfig epair create
  epair0a
  $ vimage -i {kid} epair0b
  Error: jail "{kid}" not found
  [1]
  $ vimage {top}.{kid} vimage {top} ifconfig -l
  Error: jail "{top}" not found
  [1]
