  $ jls -j {mon} allow.raw_sockets
  false
  $ grep -n raw_sockets /etc/jail.conf
  8:  allow.raw_sockets;
  $ service jail restart {mon}
  Stopping jails: {mon}.
  Starting jails: {mon}.
  $ jexec {mon} ping -q -c 1 {target}
  PING {target} ({target}): 56 data bytes

  --- {target} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ reboot
  ...
