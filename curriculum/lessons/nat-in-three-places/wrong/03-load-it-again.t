fails: out translated
misconception: Rules that are loaded are rules that hold.

  $ pfctl -f /etc/pf.conf
  $ jexec {jail} ping -q -c 1 -t 2 {server}
  PING {server} ({server}): 56 data bytes

  --- {server} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
