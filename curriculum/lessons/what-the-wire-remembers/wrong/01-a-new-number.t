fails: answered numbers ports
misconception: A number that does not work is replaced.
fault: the-askers-table

  $ jexec {server} ifconfig epair1b inet 10.{net}.4.21/24
  $ jexec {client} ping -q -c 1 -t 2 10.{net}.4.21
  PING 10.{net}.4.21 (10.{net}.4.21): 56 data bytes

  --- 10.{net}.4.21 ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
