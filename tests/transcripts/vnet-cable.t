Two stacks and a cable. Source: facts 4.1, 4.2, 4.3, 4.6, 4.8 (sys/net/vnet.c, if_epair.c, sbin/ifconfig, sbin/ping).

  $ jail -c name=a path=/ vnet persist
  $ jexec a ifconfig
  lo0: flags=8008<LOOPBACK,MULTICAST> metric 0 mtu 16384
  	options=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>
  	groups: lo
  	nd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>
  $ ifconfig epair create
  epair0a
  $ ifconfig epair0b vnet nobody
  ifconfig: jail "nobody" not found
  [1]
  $ ifconfig epair0b 10.0.0.2/24
  $ ifconfig epair0b vnet a
  $ ifconfig epair0b
  ifconfig: interface epair0b does not exist
  [1]

The move took the address away.

  $ jexec a ifconfig -f inet:cidr epair0b | grep -c inet
  0
  [1]
  $ ifconfig lo0 vnet a
  ifconfig: SIOCSIFVNET: File exists
  [1]
  $ jexec a ping -c 1 10.0.0.1
  PING 10.0.0.1 (10.0.0.1): 56 data bytes
  ping: sendto: No route to host

  --- 10.0.0.1 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ ifconfig epair0a 10.0.0.1/24
  $ jexec a ifconfig epair0b 10.0.0.2/24
  $ jexec a ping -q -c 2 10.0.0.1
  PING 10.0.0.1 (10.0.0.1): 56 data bytes

  --- 10.0.0.1 ping statistics ---
  2 packets transmitted, 2 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = 0.*/0.*/0.*/0.* ms (glob)

The jail ends, and the interface comes home, without its address.

  $ jail -r a
  $ ifconfig -l
  em0 lo0 epair0a epair0b
  $ ifconfig epair0a destroy
  $ ifconfig -l
  em0 lo0
