fails: written
misconception: What holds now is mended.
fault: only-reported

  $ reboot
  ...
  $ rctl -a jail:{jail}:maxproc:deny={most}
  $ jexec {jail} sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done'
  ...
  [2]
