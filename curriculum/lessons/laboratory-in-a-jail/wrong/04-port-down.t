fails: across
misconception: Who is on a bridge is up.

  $ jail -c name={eid} path=/ vnet children.max={most} persist
  $ jexec {eid} jail -c name={pc} path=/ vnet persist
  $ jexec {eid} jail -c name={other} path=/ vnet persist
  $ jexec {eid} ifconfig bridge create
  bridge0
  $ jexec {eid} ifconfig epair create
  epair0a
  $ jexec {eid} ifconfig epair create
  epair1a
  $ jexec {eid} ifconfig epair0b vnet {pc}
  $ jexec {eid} ifconfig epair1b vnet {other}
  $ jexec {eid} ifconfig bridge0 addm epair0a addm epair1a up
  $ jexec {eid} ifconfig epair1a up
  $ jexec {eid}.{pc} ifconfig epair0b {pc_address}/24 up
  $ jexec {eid}.{other} ifconfig epair1b {other_address}/24 up
  $ jexec {eid}.{pc} ping -q -c 1 -t 1 {other_address}
  ...
  [2]
