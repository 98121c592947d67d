  $ jexec {jail} sh -c 'echo test >> /var/log/{app}.log'
  sh: cannot create /var/log/{app}.log: Read-only file system
  [2]
  $ jexec {jail} df /var/log | tail -1
  ...
  $ mount -t tmpfs -o size=64k tmpfs /usr/jails/{jail}/var/log
  $ jexec {jail} sh -c 'echo ready >> /var/log/{app}.log'
