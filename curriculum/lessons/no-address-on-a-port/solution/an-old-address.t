  $ ifconfig bridge0 addm epair0a
  ifconfig: BRDGADD epair0a: Invalid argument
  [1]
  $ ifconfig epair0a | grep inet
  	inet {host_address} netmask 0xffffff00 broadcast 10.{net}.0.255
  $ ifconfig epair0a inet {host_address} delete
  $ ifconfig bridge0 inet {host_address}/24
  $ ifconfig bridge0 addm epair0a
  $ jexec {jail} ping -q -c 1 -t 2 {host_address}
  PING {host_address} ({host_address}): 56 data bytes

  --- {host_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
