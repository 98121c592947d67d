fails: no-more named spoilt-raw spoilt-flags quiet
misconception: Permissions are given together, then it works.

  $ jail -m name={probe} allow.raw_sockets allow.chflags
  $ jexec {probe} ping -q -c 1 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jail -m name={archive} allow.raw_sockets allow.chflags
  $ jexec {archive} chflags schg /root/book
