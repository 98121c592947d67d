  $ jail -c name={full} path=/usr/jails/{full} host.hostname={full}.{domain} vnet persist
  $ jexec {full} hostname
  {full}.{domain}
  $ jexec {full} sysctl kern.boottime kern.osrelease
  kern.boottime: { sec = 1709294400, usec = 0 } Fri Mar*1 12:00:00 2024 (glob)
  kern.osrelease: 14.0-STABLE
  $ sysctl kern.boottime kern.osrelease
  kern.boottime: { sec = 1709294400, usec = 0 } Fri Mar*1 12:00:00 2024 (glob)
  kern.osrelease: 14.0-STABLE
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare}.{domain} vnet persist
  $ ps -J {bare}
  PID TT  STAT TIME COMMAND
  [1]
  $ jexec {full} daemon sleep {nap}
  $ jexec {full} kldload pf
  kldload: can't load pf: Operation not permitted
  [1]
