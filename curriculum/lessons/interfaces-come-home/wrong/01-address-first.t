fails: named answered
misconception: An address travels with its interface.

  $ jail -r {old}
  $ ifconfig epair0b name {wan}
  {wan}
  $ ifconfig {wan} {jail_address}/24
  $ jail -c name={new} path=/ host.hostname={new} vnet vnet.interface={wan} persist
  $ jexec {new} ping -q -c 1 {host_address}
  PING {host_address} ({host_address}): 56 data bytes
  ping: sendto: No route to host

  --- {host_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
