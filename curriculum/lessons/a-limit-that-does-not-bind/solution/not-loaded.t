  $ reboot
  ...
  $ rctl
  $ sysrc rctl_enable=YES
  rctl_enable: NO -> YES
  $ service rctl start
  $ jexec {jail} sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done'
  ...
  [2]
