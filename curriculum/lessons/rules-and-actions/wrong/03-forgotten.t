fails: deny log kept
misconception: A rule stays because it was made.

  $ echo 'kern.racct.enable=1' >> /boot/loader.conf
  $ reboot
  ...
  $ rctl -a jail:{site}:maxproc:deny={limit}
  $ jexec {site} sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 100 & done'
  sh: Cannot fork: Resource temporarily unavailable
  [2]
  $ reboot
  ...
