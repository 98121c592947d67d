fails: cable forwards out
misconception: Any address of the documentation's range will do: the prefix is only a name.

  $ ifconfig em0 inet6 -ifdisabled accept_rtadv
  $ rtsol em0
  $ sleep 2
  $ jexec {jail} ifconfig epair0b inet6 2001:db8:7::2/64
  $ route -q -6 delete default
  $ route -q -6 add default fe80::5054:ff:fe12:3502%em0
  $ sysrc ipv6_gateway_enable=YES
  ...
  $ sysrc ipv6_defaultrouter=fe80::5054:ff:fe12:3502%em0
  ...
