fails: usable
misconception: Any number of the network will do.
fault: nobody-near

  $ jexec {app} ifconfig epair2b inet6 fd00:{net}::41/64
  $ sleep 3
  $ jexec {app} ping -S {app6} -q -c 1 -t 2 {data6}
  PING(56=40+8+8 bytes) {app6} --> {data6}

  --- {data6} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
