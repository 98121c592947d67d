  $ service jail onestart {two}
  Starting jails: cannot start jail*"{two}":  (glob)
  ifconfig: interface epair0 already exists
  jail: {two}: /bin/sh -c ifconfig epair0 create up > /dev/null: failed
  .
  $ jexec {one} ifconfig -l
  lo0 epair0b
  $ sed -i '' '/^{two}/,/^}/s/epair0/epair1/g' /etc/jail.conf
  $ service jail onestart {two}
  Starting jails: {two}.
  $ jexec {two} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
