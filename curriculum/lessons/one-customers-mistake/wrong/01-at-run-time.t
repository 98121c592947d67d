fails: felt accounting in-force again
misconception: A setting of the kernel can be set at any time.

  $ sysctl kern.racct.enable=1
  sysctl: oid 'kern.racct.enable' is a read only tunable
  sysctl: Tunable values are set in /boot/loader.conf
  [1]
  $ echo jail:{one}:maxproc:deny={limit} >> /etc/rctl.conf
  $ echo jail:{two}:maxproc:deny={limit} >> /etc/rctl.conf
  $ service rctl start
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
  $ jexec {two} sh -c 'ls / | wc -l'
        20
