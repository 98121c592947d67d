fails: forwards out stays boot way
misconception: Forwarding is one switch for both families.

  $ ifconfig em0 inet6 -ifdisabled accept_rtadv
  $ rtsol em0
  $ sleep 2
  $ ifconfig epair0a inet6 {host_address}/64
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
  $ jexec {jail} route -q -6 add default {host_address}
  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ jexec {jail} ping -q -c 1 -t 2 2001:db8:0:10::81
  ...
  [2]
