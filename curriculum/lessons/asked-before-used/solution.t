  $ ifconfig epair0a inet6 {host_address}/64
  $ ifconfig epair0a inet6 {jail_address} -alias
  $ jexec {jail} ifconfig epair0b inet6 -ifdisabled
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
  $ jexec {jail} ping -q -c 1 {host_address}
  PING(56=40+8+8 bytes) {jail_address} --> {host_address}

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
