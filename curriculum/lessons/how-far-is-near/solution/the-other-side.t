  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  PING {hall_address} ({hall_address}): 56 data bytes

  --- {hall_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {hall} ifconfig epair1b inet | grep inet
  	inet {hall_address} netmask 0xffffff00 broadcast 10.{net}.10.255
  $ jexec {hall} ifconfig epair1b inet {hall_address}/22
  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  PING {hall_address} ({hall_address}): 56 data bytes

  --- {hall_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
