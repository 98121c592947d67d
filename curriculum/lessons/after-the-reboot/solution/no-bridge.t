  $ reboot
  ...
  $ ping -q -c 1 -t 2 {jail_address}
  ...
  [2]
  $ ifconfig -l
  em0 lo0 epair0a
  $ sysrc cloned_interfaces="bridge0 epair0"
  cloned_interfaces: epair0 -> bridge0 epair0
  $ reboot
  ...
  $ ping -q -c 1 -t 2 {jail_address}
  PING {jail_address} ({jail_address}): 56 data bytes

  --- {jail_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
