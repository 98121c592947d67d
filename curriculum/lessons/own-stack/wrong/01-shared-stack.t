fails: stack cable jail-end ping loopback least
misconception: Raw sockets and an alias are as good as a stack.

The jail got raw sockets and the host's stack, instead of a stack.

  $ jail -m name={plain} allow.raw_sockets
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} ip4.addr={host_address} allow.raw_sockets persist
  $ ifconfig lo0 {host_address}/24 alias
  $ jexec {jail} ping -c 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes
  64 bytes from {host_address}: icmp_seq=0 ttl=64 time=0.* ms (glob)

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = 0.*/0.*/0.*/0.000 ms (glob)
