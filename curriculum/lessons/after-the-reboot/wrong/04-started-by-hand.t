fails: jails
misconception: What is answered is mended.
fault: no-jails

  $ reboot
  ...
  $ service jail onestart
  Starting jails: {jail}.
  $ ping -q -c 1 -t 2 {jail_address}
  PING {jail_address} ({jail_address}): 56 data bytes

  --- {jail_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
