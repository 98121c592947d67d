  $ jexec {jail} sh -c 'echo test >> /var/log/{app}.log'
  sh: cannot create /var/log/{app}.log: Read-only file system
  [2]
  $ mount | grep {jail}/var/log
  tmpfs on /usr/jails/{jail}/var/log (tmpfs, local, read-only)
  $ umount /usr/jails/{jail}/var/log
  $ mount -t tmpfs -o size=64k tmpfs /usr/jails/{jail}/var/log
  $ jexec {jail} sh -c 'echo ready >> /var/log/{app}.log'
