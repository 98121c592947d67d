fails: experiment bridge across
misconception: The room in which cables lie needs no network of its own.

  $ jail -c name={eid} path=/ ip4=inherit children.max={most} persist
  $ jexec {eid} jail -c name={pc} path=/ vnet persist
  $ jexec {eid} ifconfig bridge create
  ifconfig: SIOCIFCREATE2 (bridge): Operation not permitted
  [1]
