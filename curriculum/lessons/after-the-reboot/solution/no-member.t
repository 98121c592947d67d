  $ reboot
  ...
  $ ifconfig bridge0 | grep member
  [1]
  $ sysrc ifconfig_bridge0="inet {host_address}/24 addm epair0a up"
  ifconfig_bridge0: inet {host_address}/24 up -> inet {host_address}/24 addm epair0a up
  $ reboot
  ...
  $ ping -q -c 1 -t 2 {jail_address}
  PING {jail_address} ({jail_address}): 56 data bytes

  --- {jail_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
