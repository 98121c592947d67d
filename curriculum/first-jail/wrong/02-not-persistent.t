fails: stays

A jail that lives by its command alone.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail}.{domain} command=sleep {naptime} &
  $ jexec {jail} ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ jail -r {old}
