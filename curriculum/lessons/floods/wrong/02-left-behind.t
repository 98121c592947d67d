fails: loop cleared storm
misconception: A rule ends what is too much already.

  $ jexec {bad} sh /root/bomb.sh
  ...
  [2]
  $ rctl -a jail:{bad}:maxproc:deny={limit}
