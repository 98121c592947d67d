fails: least lasts written
misconception: What does no harm to one jail does none to the others.
fault: never-given

  $ echo 'allow.raw_sockets;' | cat - /etc/jail.conf > /tmp/j; cp /tmp/j /etc/jail.conf
  $ service jail restart
  Stopping jails: {mon} {web}.
  Starting jails: {mon} {web}.
  $ jexec {mon} ping -q -c 1 {target}
  PING {target} ({target}): 56 data bytes

  --- {target} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
