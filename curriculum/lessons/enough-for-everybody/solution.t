  $ ifconfig em0 inet6 -ifdisabled accept_rtadv
  $ rtsol em0
  $ sleep 2
  $ ifconfig epair0a inet6 {host_address}/64
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
  $ jexec {jail} route -6 add default {host_address}
  add net default: gateway {host_address}
  $ sysctl net.inet6.ip6.forwarding=1
  net.inet6.ip6.forwarding: 0 -> 1
  $ jexec {jail} ping -q -c 1 2001:db8:0:10::81
  PING(56=40+8+8 bytes) {jail_address} --> 2001:db8:0:10::81

  --- 2001:db8:0:10::81 ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ rtsol em0
  $ sleep 2
  $ netstat -rn6 | grep -c default
  0
  [1]
  $ route -6 add default fe80::5054:ff:fe12:3502%em0
  add net default: gateway fe80::5054:ff:fe12:3502%em0
  $ jexec {jail} ping -q -c 1 2001:db8:0:10::81
  ...
  $ sysrc ipv6_gateway_enable=YES
  ipv6_gateway_enable: NO -> YES
  $ sysrc ipv6_defaultrouter=fe80::5054:ff:fe12:3502%em0
  ipv6_defaultrouter: NO -> fe80::5054:ff:fe12:3502%em0
