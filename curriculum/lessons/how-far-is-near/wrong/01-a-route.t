fails: answered desk
misconception: What has no route is given a gateway.
fault: no-mask

  $ jexec {desk} route add -net 10.{net}.10.0/24 {host_address}
  add net 10.{net}.10.0: gateway {host_address}
  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  ...
  [2]
