The way that the lesson suggests, with its detours.

  $ jls
     JID  IP Address      Hostname                      Path
       1 * {old}.{domain} * /usr/jails/{old} (glob)
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail}.{domain} ip4.addr=10.0.2.15
  jail: new jail must persist or attach
  [1]
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail}.{domain} ip4.addr=10.0.2.15 persist
  $ jexec {jail} hostname
  {jail}.{domain}
  $ jexec {jail} id
  uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)
  $ jexec {jail} sleep {naptime} &
  $ jexec {jail} ps -ax -o command
  COMMAND
  sleep {naptime}
  ps -ax -o command
  $ jexec {jail} kill 1
  kill: 1: No such process
  [1]

A shell inside, and what it may not do.

  $ jexec {jail} sh
  $ hostname renamed.{domain}
  $ hostname
  renamed.{domain}
  $ hostname {jail}.{domain}
  $ ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
  $ kldload if_bridge
  kldload: can't load if_bridge: Operation not permitted
  [1]
  $ sysctl kern.maxprocperuid=1
  kern.maxprocperuid: * (glob)
  sysctl: kern.maxprocperuid=1: Operation not permitted
  [1]
  $ exit
  [1]

And the other jail goes.

  $ jail -r {old}
  $ jls name
  {jail}
