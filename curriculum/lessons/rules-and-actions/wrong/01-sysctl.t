fails: loader deny full log kept booted
misconception: What sysctl shows, sysctl sets.

  $ sysctl kern.racct.enable=1
  sysctl: oid 'kern.racct.enable' is a read only tunable
  sysctl: Tunable values are set in /boot/loader.conf
  [1]
  $ rctl -a jail:{site}:maxproc:deny={limit}
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
