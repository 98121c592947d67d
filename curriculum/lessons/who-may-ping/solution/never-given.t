  $ jexec {mon} ping -c 1 {target}
  ping: ssend socket: Operation not permitted
  [71]
  $ jls -j {mon} allow.raw_sockets
  false
  $ sed -i '' 's/ip4.addr = {mon_address};/&\n  allow.raw_sockets;/' /etc/jail.conf
  $ service jail restart {mon}
  Stopping jails: {mon}.
  Starting jails: {mon}.
  $ reboot
  ...
  $ jls -j {mon} allow.raw_sockets
  true
  $ jexec {mon} ping -q -c 1 {target}
  PING {target} ({target}): 56 data bytes

  --- {target} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
