fails: reached
misconception: An interface takes its address along.

  $ vimage -c {top}
  $ vimage -c {side}
  $ vimage -m {top} children.max=1
  $ vimage {top} vimage -c {kid}
  $ ifconfig epair create
  epair0a
  $ vimage -i {top} epair0b
  eth0@{top}
  $ ifconfig epair0a {host_address}/24 up
  $ vimage {top} ifconfig eth0 {kid_address}/24 up
  $ vimage {top} vimage -i {kid} eth0
  eth0@{kid}
  $ ping -q -c 1 -t 2 {kid_address}
  PING {kid_address} ({kid_address}): 56 data bytes

  --- {kid_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ vimage {top}.{kid} vimage {top} ifconfig -l
  Error: jail "{top}" not found
  [1]
