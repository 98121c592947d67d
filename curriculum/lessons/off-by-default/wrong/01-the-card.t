fails: old same
misconception: A stack of one's own begins with a card of one's own.

  $ rctl
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
  $ pfctl -s rules
  pfctl: /dev/pf: No such file or directory
  [1]
  $ jail -c name={new} path=/ vnet persist vnet.interface=em0
