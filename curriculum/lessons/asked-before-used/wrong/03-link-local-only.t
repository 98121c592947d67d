fails: host jail ping
misconception: With a link-local address everything can be reached.

  $ ifconfig epair0a inet6 {jail_address} -alias
  $ jexec {jail} ifconfig epair0b inet6 -ifdisabled
  $ sleep 2
  $ jexec {jail} ping -q -c 1 {host_address}
  ping: UDP connect: No route to host
  [1]
