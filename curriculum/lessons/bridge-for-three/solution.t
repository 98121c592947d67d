The bridge and its cables.

  $ ifconfig bridge create
  bridge0
  $ ifconfig epair create
  epair0a
  $ ifconfig epair create
  epair1a
  $ ifconfig epair0b vnet {one}
  $ ifconfig epair1b vnet {two}
  $ ifconfig bridge0 addm epair0a addm epair1a up
  $ jexec {one} ifconfig epair0b {one_address}/24 up
  $ jexec {two} ifconfig epair1b {two_address}/24 up
  $ ifconfig epair0a up
  $ ifconfig epair1a up
  $ jexec {one} ping -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes
  64 bytes from {two_address}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {two_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)

The host.

  $ ifconfig bridge0 {host_address}/24
  $ jexec {two} ping -c 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes
  64 bytes from {host_address}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
