  $ jls -j {mon} allow.raw_sockets
  false
  $ jls -j {web} allow.raw_sockets
  true
  $ sed -i '' '/allow.raw_sockets;/d' /etc/jail.conf
  $ sed -i '' 's/ip4.addr = {mon_address};/&\n  allow.raw_sockets;/' /etc/jail.conf
  $ service jail restart {mon} {web}
  Stopping jails: {mon} {web}.
  Starting jails: {mon} {web}.
  $ jexec {mon} ping -q -c 1 {target}
  PING {target} ({target}): 56 data bytes

  --- {target} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ reboot
  ...
