  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ ifconfig em0 | grep flags
  em0: flags=1008902<BROADCAST,PROMISC,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
  $ ifconfig em0 up
  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
