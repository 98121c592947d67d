  $ jls -j {mon} allow.raw_sockets
  false
  $ tail -3 /etc/jail.conf
  * {
    allow.noraw_sockets;
  }
  $ sed -i '' 's/allow.noraw_sockets;//' /etc/jail.conf
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
