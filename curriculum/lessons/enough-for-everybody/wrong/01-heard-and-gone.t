fails: stays boot way
misconception: Whoever asks often enough is told the way.

  $ ifconfig em0 inet6 -ifdisabled accept_rtadv
  $ rtsol em0
  $ sleep 2
  $ ifconfig epair0a inet6 {host_address}/64
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
  $ jexec {jail} route -q -6 add default {host_address}
  $ sysctl -q net.inet6.ip6.forwarding=1 > /dev/null
  $ jexec {jail} ping -q -c 1 2001:db8:0:10::81
  ...
  $ rtsol em0
  $ sleep 2
  $ sysrc rtsold_enable=YES
  ...
