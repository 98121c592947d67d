  $ rctl
  rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable
  [1]
  $ pfctl -s rules
  pfctl: /dev/pf: No such file or directory
  [1]
  $ jail /usr/jails/{site} {site}.example.org {address} /bin/sh -c 'hostname; ifconfig -l'
  {site}.example.org
  em0 lo0
  $ jail -c name={new} path=/ vnet persist
