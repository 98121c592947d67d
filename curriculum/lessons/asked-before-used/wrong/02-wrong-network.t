fails: host ping
misconception: The prefix length of IPv6 is always 128 for a host.

  $ ifconfig epair0a inet6 {jail_address} -alias
  $ ifconfig epair0a inet6 {host_address}/128
  $ jexec {jail} ifconfig epair0b inet6 {jail_address}/64
  $ sleep 2
