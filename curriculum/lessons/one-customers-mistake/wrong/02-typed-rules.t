fails: felt written in-force
misconception: A rule that was accepted is a rule for good.

  $ echo 'kern.racct.enable="1"' >> /boot/loader.conf
  $ reboot
  ...
  $ rctl -a jail:{one}:maxproc:deny={limit}
  $ rctl -a jail:{two}:maxproc:deny={limit}
  $ reboot
  ...
  $ jexec {one} daemon -f sleep {nap}
  $ jexec {two} sh -c 'ls / | wc -l'
        20
