  $ jexec {jail} ping -q -c 1 -t 2 127.0.0.1
  PING 127.0.0.1 (127.0.0.1): 56 data bytes
  ping: sendto: No route to host

  --- 127.0.0.1 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {jail} ifconfig lo0 | grep 'inet '
  	inet 127.0.0.53 netmask 0xffffffff
  $ jexec {jail} ifconfig lo0 127.0.0.1/8
  $ jexec {jail} ping -q -c 1 -t 2 127.0.0.1
  PING 127.0.0.1 (127.0.0.1): 56 data bytes

  --- 127.0.0.1 ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
