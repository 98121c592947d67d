fails: cable across refused told
misconception: Images of one host can talk to each other.

  $ vimage -c {one}
  $ vimage -c {two}
  $ vimage {one} ping -q -c 1 {two_address}
  PING {two_address} ({two_address}): 56 data bytes
  ping: sendto: No route to host

  --- {two_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jail -c name={third} path=/ vnet persist
