  $ jail -r {old}
  $ ifconfig -l
  em0 lo0 epair0a epair0b
  $ jail -c name={new} path=/ host.hostname={new} vnet vnet.interface=epair0b persist
  $ jexec {new} ifconfig -l
  lo0 epair0b
  $ jexec {new} ifconfig epair0b name {wan}
  {wan}
  $ jexec {new} ifconfig {wan} {jail_address}/24 up
  $ jexec {new} ping -c 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes
  64 bytes from {host_address}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
