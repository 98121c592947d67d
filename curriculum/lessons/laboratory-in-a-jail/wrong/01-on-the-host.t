fails: bridge across
misconception: Cables are the host's business.

  $ jail -c name={eid} path=/ vnet children.max={most} persist
  $ jexec {eid} jail -c name={pc} path=/ vnet persist
  $ jexec {eid} jail -c name={other} path=/ vnet persist
  $ ifconfig epair create
  epair0a
  $ ifconfig epair0b vnet {eid}.{pc}
  $ jexec {eid}.{pc} ifconfig epair0b {pc_address}/24 up
