  $ ifconfig epair0a.{red} create
  $ ifconfig epair0a.{red} {host_red}/24 up
  $ jexec {jail} ifconfig epair0b.{red} create
  $ jexec {jail} ifconfig epair0b.{red} {jail_red}/24 up
  $ jexec {jail} ping -c 1 {host_red}
  PING {host_red} ({host_red}): 56 data bytes
  64 bytes from {host_red}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {host_red} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ ifconfig epair0a.{green} create
  $ ifconfig epair0a.{green} {host_green}/24 up
  $ jexec {jail} ifconfig epair0b.{green} create
  $ jexec {jail} ifconfig epair0b.{green} {jail_green}/24 up
  $ jexec {jail} ping -c 1 {host_green}
  PING {host_green} ({host_green}): 56 data bytes
  64 bytes from {host_green}: icmp_seq=0 ttl=64 time=* ms (glob)

  --- {host_green} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
