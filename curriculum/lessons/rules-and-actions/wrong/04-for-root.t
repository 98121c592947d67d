fails: deny full log kept
misconception: Root of the jail is a user like any other.

  $ echo 'kern.racct.enable=1' >> /boot/loader.conf
  $ reboot
  ...
  $ rctl -a user:root:maxproc:deny=500
