  $ ifconfig bridge0 addm epair0a
  ifconfig: BRDGADD epair0a: Invalid argument
  [1]
  $ ifconfig epair0a inet6 {host6} delete
  $ ifconfig epair0a inet6 $(ifconfig epair0a | awk '/fe80/ { print $2 }') delete
  $ ifconfig bridge0 addm epair0a
  $ ifconfig bridge0 inet6 {host6}/64
  $ jexec {jail} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
