  $ service jail onestart {jail}
  ...
  $ ifconfig -l
  em0 lo0 epair0a epair0b epair1a e0b_{short}
  $ ifconfig e0b_{short} name epair1b
  epair1b
  $ service jail onestart {jail}
  Starting jails: {jail}.
  $ jexec {jail} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
