  $ jexec {one} /root/backup.sh
  ...
  [2]
  $ jexec {two} sh -c 'ls / | wc -l'
  sh: Cannot fork: Resource temporarily unavailable
  [2]
  $ pkill -9 -j {one} sleep
  $ rctl
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
  $ echo 'kern.racct.enable="1"' >> /boot/loader.conf
  $ echo jail:{one}:maxproc:deny={limit} >> /etc/rctl.conf
  $ echo jail:{two}:maxproc:deny={limit} >> /etc/rctl.conf
  $ reboot
  ...
  $ rctl
  jail:{two}:maxproc:deny={limit}
  jail:{one}:maxproc:deny={limit}
  $ jexec {one} /root/backup.sh
  ...
  [2]
  $ jexec {two} sh -c 'ls / | wc -l'
        20
