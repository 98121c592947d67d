  $ reboot
  ...
  $ ifconfig epair0a | grep flags
  epair0a: flags=1008942<BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
  $ sysrc ifconfig_epair0a=up
  ifconfig_epair0a:  -> up
  $ reboot
  ...
  $ ping -q -c 1 -t 2 {jail_address}
  PING {jail_address} ({jail_address}): 56 data bytes

  --- {jail_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
