fails: jail ping
misconception: An address may be used as soon as it is given.

  $ ifconfig epair0a inet6 {host_address}/64
  $ jexec {jail} ifconfig epair0b inet6 -ifdisabled
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
