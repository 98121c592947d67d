A jail on the shared stack may not write its own packets.

  $ jexec {plain} ping -c 1 10.0.2.15
  ping: ssend socket: Operation not permitted
  [71]

A stack, a cable, and one end of it.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist
  $ jexec {jail} ifconfig
  lo0: flags=8008<LOOPBACK,MULTICAST> metric 0 mtu 16384
  	options=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>
  	groups: lo
  	nd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>
  $ ifconfig epair create
  epair0a
  $ ifconfig epair0b vnet {jail}
  $ ifconfig -l
  em0 lo0 epair0a
  $ jexec {jail} ifconfig -l
  lo0 epair0b

Addresses.

  $ ifconfig epair0a {host_address}/24 up
  $ jexec {jail} ifconfig epair0b {jail_address}/24 up
  $ jexec {jail} netstat -rn
  Routing tables
  
  Internet:
  Destination        Gateway            Flags     Netif Expire
  10.{net}.{sub}.0/24 * U * epair0b (glob)
  {jail_address} * UHS * lo0 (glob)

Across, and the answer comes back.

  $ jexec {jail} ping -c 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes
  64 bytes from {host_address}: icmp_seq=0 ttl=64 time=0.* ms (glob)

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = 0.*/0.*/0.*/0.000 ms (glob)

Loopback is nobody's business but the jail's.

  $ jexec {jail} ping -c 1 127.0.0.1
  PING 127.0.0.1 (127.0.0.1): 56 data bytes
  ping: sendto: No route to host

  --- 127.0.0.1 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {jail} ifconfig lo0 127.0.0.1/8 up
