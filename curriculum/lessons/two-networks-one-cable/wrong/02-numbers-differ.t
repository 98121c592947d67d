fails: green-tag green
misconception: The number only has to be one's own.

  $ ifconfig epair0a.{red} create
  $ ifconfig epair0a.{red} {host_red}/24 up
  $ jexec {jail} ifconfig epair0b.{red} create
  $ jexec {jail} ifconfig epair0b.{red} {jail_red}/24 up
  $ jexec {jail} ping -q -c 1 {host_red}
  PING {host_red} ({host_red}): 56 data bytes

  --- {host_red} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ ifconfig epair0a.{green} create
  $ ifconfig epair0a.{green} {host_green}/24 up
  $ jexec {jail} ifconfig vlan create vlan 999 vlandev epair0b
  vlan0
  $ jexec {jail} ifconfig vlan0 {jail_green}/24 up
  $ jexec {jail} ping -q -c 1 -t 2 {host_green}
  PING {host_green} ({host_green}): 56 data bytes

  --- {host_green} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
