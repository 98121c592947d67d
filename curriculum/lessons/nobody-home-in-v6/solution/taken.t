  $ jexec {app} ping -S {app6} -q -c 1 -t 2 {data6}
  ping: bind: Can't assign requested address
  [1]
  $ jexec {app} ifconfig epair2b inet6 | grep fd00
  	inet6 {app6} prefixlen 64 duplicated
  $ jexec {third} ifconfig epair1b inet6 | grep fd00
  	inet6 {app6} prefixlen 64
  $ jexec {third} ifconfig epair1b inet6 {app6} delete
  $ jexec {third} ifconfig epair1b inet6 {free6}/64
  $ jexec {app} ifconfig epair2b inet6 {app6} delete
  $ jexec {app} ifconfig epair2b inet6 {app6}/64
  $ sleep 3
  $ jexec {app} ping -S {app6} -q -c 1 -t 2 {data6}
  PING(56=40+8+8 bytes) {app6} --> {data6}

  --- {data6} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
