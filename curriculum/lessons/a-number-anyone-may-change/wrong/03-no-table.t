fails: second obeyed left held
misconception: A number can be used before there is a table for it.

  $ setfib 1 route add -net {private} -iface lo0
  setfib: 1: invalid FIB (max 0)
  [1]
  $ setfib 1 su -m {user} -c 'ping -c 1 -t 2 {gateway}'
  setfib: 1: invalid FIB (max 0)
  [1]
  $ su -m {user} -c 'setfib 0 ping -c 1 -t 2 {gateway}'
  PING {gateway} ({gateway}): 56 data bytes
  64 bytes from {gateway}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist
