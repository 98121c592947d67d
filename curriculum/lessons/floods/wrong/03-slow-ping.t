fails: bomb storm
misconception: A hundred packets are a storm.

  $ jexec {bad} timeout 1 sh -c 'while :; do :; done'
  [124]
  $ rctl -a jail:{bad}:maxproc:deny={limit}
  $ jexec {bad} ping -q -f -c 100 {here}
  ...
