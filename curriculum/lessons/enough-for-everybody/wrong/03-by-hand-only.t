fails: heard out boot
misconception: An address by hand is as good as one that is made from what the router says.

  $ ifconfig em0 inet6 2001:db8:0:2::15/64
  $ route -q -6 add default fe80::5054:ff:fe12:3502%em0
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
  $ sysctl -q net.inet6.ip6.forwarding=1 > /dev/null
  $ sysrc ipv6_defaultrouter=fe80::5054:ff:fe12:3502%em0
  ...
