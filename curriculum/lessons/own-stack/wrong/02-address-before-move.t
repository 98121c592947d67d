fails: jail-end ping
misconception: An address travels with its interface.

The address was given first, and the move took it away.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist
  $ ifconfig epair create
  epair0a
  $ ifconfig epair0b {jail_address}/24 up
  $ ifconfig epair0a {host_address}/24 up
  $ ifconfig epair0b vnet {jail}
  $ jexec {jail} ifconfig lo0 127.0.0.1/8 up
  $ jexec {jail} ping -c 1 -t 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes
  ping: sendto: No route to host

  --- {host_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
