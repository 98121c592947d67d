fails: out
misconception: What is behind the host needs translation to get out.

  $ ifconfig em0 inet6 -ifdisabled accept_rtadv
  $ rtsol em0
  $ sleep 2
  $ ifconfig epair0a inet6 {host_address}/64
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
  $ sysctl -q net.inet6.ip6.forwarding=1 > /dev/null
  $ route -q -6 delete default
  $ route -q -6 add default fe80::5054:ff:fe12:3502%em0
  $ kldload pf
  $ echo 'nat on em0 inet6 from {net}::/64 to any -> (em0)' > /etc/pf.conf
  $ pfctl -q -ef /etc/pf.conf
  $ jexec {jail} ping -q -c 1 -t 2 2001:db8:0:10::81
  ping: UDP connect: No route to host
  [1]
  $ sysrc ipv6_gateway_enable=YES
  ...
  $ sysrc ipv6_defaultrouter=fe80::5054:ff:fe12:3502%em0
  ...
