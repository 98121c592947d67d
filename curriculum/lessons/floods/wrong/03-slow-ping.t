fails: bomb storm
misconception: Fifty packets are a storm.

  $ jexec {bad} timeout 0.02 sh -c 'while :; do :; done'
  [124]
  $ rctl -a jail:{bad}:maxproc:deny={limit}
  $ jexec {bad} ping -q -f -c 50 {here}
  ...
