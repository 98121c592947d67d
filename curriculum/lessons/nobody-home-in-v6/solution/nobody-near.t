  $ jexec {app} ping -S {app6} -q -c 1 -t 2 {data6}
  PING(56=40+8+8 bytes) {app6} --> {data6}
  ping: sendmsg: No route to host
  ping: wrote {data6} 16 chars, ret=-1

  --- {data6} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {app} ifconfig epair2b inet6 | grep fd00
  	inet6 {app6} prefixlen 128
  $ jexec {app} ifconfig epair2b inet6 {app6} delete
  $ jexec {app} ifconfig epair2b inet6 {app6}/64
  $ sleep 3
  $ jexec {app} ping -S {app6} -q -c 1 -t 2 {data6}
  PING(56=40+8+8 bytes) {app6} --> {data6}

  --- {data6} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
