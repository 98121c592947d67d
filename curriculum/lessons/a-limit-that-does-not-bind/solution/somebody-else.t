  $ reboot
  ...
  $ rctl
  jail:{other}:maxproc:deny={most}
  $ sed -i '' 's/{other}/{jail}/' /etc/rctl.conf
  $ reboot
  ...
  $ jexec {jail} sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done'
  ...
  [2]
