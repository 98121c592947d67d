fails: across jail refused told
misconception: An interface is called what it was called.

  $ vimage -c {one}
  $ vimage -c {two}
  $ ifconfig epair create
  epair0a
  $ vimage -i {one} epair0a
  eth0@{one}
  $ vimage -i {two} epair0b
  eth0@{two}
  $ vimage {one} ifconfig epair0a {one_address}/24 up
  ifconfig: interface epair0a does not exist
  [1]
