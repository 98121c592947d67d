  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  PING {hall_address} ({hall_address}): 56 data bytes
  ping: sendto: No route to host

  --- {hall_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {desk} netstat -rn -4
  ...
  $ jexec {desk} ifconfig epair0b inet {desk_address}/22
  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  PING {hall_address} ({hall_address}): 56 data bytes

  --- {hall_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
