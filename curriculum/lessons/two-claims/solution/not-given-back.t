  $ service jail onestart {two}
  Starting jails: cannot start jail*"{two}":  (glob)
  ifconfig: interface epair1 already exists
  jail: {two}: /bin/sh -c ifconfig epair1 create up > /dev/null: failed
  .
  $ ifconfig -l
  em0 lo0 bridge0 epair0a epair1a epair1b
  $ grep poststop /etc/jail.conf
    exec.poststop = "ifconfig epair0a destroy";
  $ sed -i '' '/^{two}/,/^}/s/^}/  exec.poststop = "ifconfig epair1a destroy";\n}/' /etc/jail.conf
  $ ifconfig epair1a destroy
  $ service jail onestart {two}
  Starting jails: {two}.
  $ service jail onerestart {two}
  Stopping jails: {two}.
  Starting jails: {two}.
  $ jexec {two} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
