fails: made stays named inside refused
misconception: A lesson is over when its jails are cleared away.

Both jails are gone.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail}.{domain} ip4.addr=10.0.2.15 persist
  $ jexec {jail} ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ jail -r {jail}
  $ jail -r {old}
