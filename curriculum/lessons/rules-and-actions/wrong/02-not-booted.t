fails: deny full log kept booted
misconception: A file is read when it is written.

  $ echo 'kern.racct.enable=1' >> /boot/loader.conf
  $ rctl -a jail:{site}:maxproc:deny={limit}
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
