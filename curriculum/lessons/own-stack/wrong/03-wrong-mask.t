fails: host-end loopback
misconception: The mask does not matter as long as the ping comes back.

The host's mask is too long, and nobody looked at lo0.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist
  $ ifconfig epair create
  epair0a
  $ ifconfig epair0b vnet {jail}
  $ ifconfig epair0a {host_address}/30 up
  $ jexec {jail} ifconfig epair0b {jail_address}/24 up
  $ jexec {jail} ping -q -c 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = 0.*/0.*/0.*/0.000 ms (glob)
