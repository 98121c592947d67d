  $ jexec {jail} sh -c 'echo test >> /var/log/{app}.log'
  ...
  [2]
  $ jexec {jail} df /var/log | tail -1
  ...
  $ jexec {jail} rm /var/log/{app}.core
  $ jexec {jail} sh -c 'echo ready >> /var/log/{app}.log'
