fails: bridge across
misconception: A node may stand beside its experiment.

  $ jail -c name={eid} path=/ vnet children.max={most} persist
  $ jexec {eid} jail -c name={pc} path=/ vnet persist
  $ jail -c name={other} path=/ vnet persist
  $ jexec {eid} ifconfig epair create
  epair0a
  $ jexec {eid} ifconfig epair0b vnet {pc}
  $ jexec {eid}.{pc} ifconfig epair0b {pc_address}/24 up
