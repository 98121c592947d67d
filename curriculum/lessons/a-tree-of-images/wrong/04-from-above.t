fails: tops no-way-up
misconception: What works from above works from below.

  $ vimage -c {top}
  $ vimage -m {top} children.max=1
  $ vimage {top} vimage -c {kid}
  $ ifconfig epair create
  epair0a
  $ vimage -i {top} epair0b
  eth0@{top}
  $ vimage {top} vimage -i {kid} eth0
  eth0@{kid}
  $ ifconfig epair0a {host_address}/24 up
  $ vimage {top}.{kid} ifconfig eth0 {kid_address}/24 up
  $ ping -q -c 1 {kid_address}
  PING {kid_address} ({kid_address}): 56 data bytes

  --- {kid_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ vimage {top} ifconfig -l
  lo0
