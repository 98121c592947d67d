fails: pings named
misconception: What works on the host has been shown to work.

  $ ping -q -c 1 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ chflags schg /usr/jails/{archive}/root/book
  $ jexec {plain} hostname elsewhere
  $ jail -m name={spoilt} allow.noraw_sockets allow.nochflags
  $ pkill -j {spoilt} ping
