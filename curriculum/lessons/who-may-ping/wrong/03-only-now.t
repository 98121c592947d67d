fails: permission written
misconception: What works now is mended.
fault: never-given

  $ jail -m name={mon} allow.raw_sockets
  $ jexec {mon} ping -q -c 1 {target}
  PING {target} ({target}): 56 data bytes

  --- {target} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ reboot
  ...
