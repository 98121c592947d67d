fails: deny full log
misconception: rctl reads its file by itself.

  $ echo 'kern.racct.enable=1' >> /boot/loader.conf
  $ reboot
  ...
  $ echo 'jail:{site}:maxproc:deny={limit}' > /etc/rctl.conf
