fails: rule loop storm
misconception: A limit for root is a limit for that jail's root.

  $ jexec {bad} sh /root/bomb.sh
  ...
  [2]
  $ jexec {bad} sh -c 'kill -9 -1'
  $ rctl -a user:root:maxproc:deny={most}
