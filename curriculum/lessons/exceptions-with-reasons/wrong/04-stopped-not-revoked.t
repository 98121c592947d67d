fails: sealed spoilt-raw spoilt-flags
misconception: Who is stopped has been forbidden.

  $ jail -m name={probe} allow.raw_sockets
  $ jexec {probe} ping -q -c 1 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jail -m name={plain} allow.noset_hostname
  $ jexec {plain} hostname elsewhere
  hostname: sethostname: Operation not permitted
  [1]
  $ pkill -j {spoilt} ping
