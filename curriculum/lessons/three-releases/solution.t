  $ vimage -c {one}
  $ vimage -c {two}
  $ ifconfig epair create
  epair0a
  $ vimage -i {one} epair0a
  eth0@{one}
  $ vimage -i {two} epair0b
  eth0@{two}
  $ vimage {one} ifconfig eth0 {one_address}/24 up
  $ vimage {two} ifconfig eth0 {two_address}/24 up
  $ vimage {one} ping -q -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes

  --- {two_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jail -c name={third} path=/ vnet persist
  $ jail -c name=later path=/ allow.mount.nullfs persist
  jail: unknown parameter: allow.mount.nullfs
  [1]
  $ echo '4.0: refused by the one check for all of the network' >> /root/{report}
  $ echo '8.0: works, with a tool of its own' >> /root/{report}
  $ echo '14.0: works, one word of jail(8)' >> /root/{report}
