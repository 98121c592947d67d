  $ jexec {bad} timeout 0.02 sh -c 'while :; do :; done'
  [124]
  $ jexec {bad} sh /root/bomb.sh
  ...
  [2]
  $ jexec {bad} sh -c 'kill -9 -1'
  $ rctl -a jail:{bad}:maxproc:deny={limit}
  $ jexec {bad} sh /root/bomb.sh
  /root/bomb.sh: Cannot fork: Resource temporarily unavailable
  [2]
  $ jexec {bad} sh -c 'kill -9 -1'
  $ jexec {bad} ping -q -f -c 230 {here}
  ...
