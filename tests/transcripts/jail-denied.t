What root in a plain jail is refused, and in which words. Source: facts 2.6, 2.7.

  $ jail -c name=www path=/ ip4.addr=10.0.2.15 persist
  $ jexec www ping -c 1 10.0.2.15
  ping: ssend socket: Operation not permitted
  [71]
  $ jexec www ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ jexec www ifconfig em0 mtu 1400
  ifconfig: ioctl SIOCSIFMTU (set mtu): Operation not permitted
  [1]
  $ jexec www ifconfig epair create
  ifconfig: SIOCIFCREATE2 (epair): Operation not permitted
  [1]
  $ jexec www route add default 10.0.2.2
  add net default: gateway 10.0.2.2 fib 0: Operation not permitted
  [1]
  $ jexec www mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
  $ jexec www dmesg
  dmesg: sysctl kern.msgbuf: Operation not permitted
  [1]
  $ jexec www jail -c name=x path=/ persist
  jail: jail_set: Operation not permitted
  [1]

Another jail without any address has no Internet at all.

  $ jail -c name=bare path=/ persist
  $ jexec bare ping -c 1 10.0.2.15
  ping: ssend socket: Protocol not supported
  [71]
  $ sysctl security.jail.jailed
  security.jail.jailed: 0
  $ jexec bare sysctl security.jail.jailed
  security.jail.jailed: 1
