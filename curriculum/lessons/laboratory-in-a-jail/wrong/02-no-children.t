fails: node bridge across
misconception: A jail may have children.

  $ jail -c name={eid} path=/ vnet persist
  $ jexec {eid} jail -c name={pc} path=/ vnet persist
  jail: jail_set: Operation not permitted
  [1]
