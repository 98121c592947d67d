fails: loop rule
misconception: A limit that root of the jail sets for himself limits him.

  $ ulimit -u {limit}
  $ jexec {bad} sh /root/bomb.sh
  ...
  [2]
  $ jexec {bad} sh -c 'kill -9 -1'
  $ jexec {bad} ping -q -f -c 230 {here}
  ...
