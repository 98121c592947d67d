  $ reboot
  ...
  $ rctl
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
  $ echo kern.racct.enable=1 >> /boot/loader.conf
  $ reboot
  ...
  $ rctl
  jail:{jail}:maxproc:deny={most}
  $ jexec {jail} sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done'
  ...
  [2]
