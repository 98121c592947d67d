fails: in-force again unharmed
misconception: Who calls has the trouble.

  $ jexec {one} /root/backup.sh
  ...
  [2]
  $ jexec {two} sh -c 'ls / | wc -l'
  sh: Cannot fork: Resource temporarily unavailable
  [2]
  $ pkill -9 -j {one} sleep
  $ echo 'kern.racct.enable="1"' >> /boot/loader.conf
  $ echo jail:{two}:maxproc:deny={limit} >> /etc/rctl.conf
  $ reboot
  ...
