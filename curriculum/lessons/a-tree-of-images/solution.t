  $ vimage -c {top}
  $ vimage -c {side}
  $ vimage -l
  {top}
  {side}
  $ vimage {top} vimage -c {kid}
  Error: jail_set: Operation not permitted
  [1]
  $ vimage -m {top} children.max=1
  $ vimage {top} vimage -c {kid}
  $ vimage -lr
  {top}
  {top}.{kid}
  {side}
  $ vimage {top} vimage -lr
  {kid}
  $ ifconfig epair create
  epair0a
  $ vimage -i {top} epair0b
  eth0@{top}
  $ vimage {top} vimage -i {kid} eth0
  eth0@{kid}
  $ ifconfig epair0a {host_address}/24 up
  $ vimage {top}.{kid} ifconfig eth0 {kid_address}/24 up
  $ ping -c 1 {kid_address}
  PING {kid_address} ({kid_address}): 56 data bytes
  64 bytes from {kid_address}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {kid_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ vimage {top}.{kid} vimage {top} ifconfig -l
  Error: jail "{top}" not found
  [1]
  $ vimage {top}.{kid} vimage -i {top} eth0
  Error: jail "{top}" not found
  [1]
