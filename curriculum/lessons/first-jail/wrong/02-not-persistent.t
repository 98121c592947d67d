fails: stays
misconception: A jail stays because it was made once.

A jail that lives by its one process alone.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail}.{domain} ip4.addr=10.0.2.15 persist
  $ jexec {jail} sleep {naptime} &
  $ jail -m name={jail} nopersist
  $ jexec {jail} ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ jail -r {old}
