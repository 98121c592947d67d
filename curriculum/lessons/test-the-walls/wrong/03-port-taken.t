fails: no-address both
misconception: Port 80 is taken, so a customer has to use another.

  $ jexec {bad} kill -9 $(pgrep -j {good} sleep)
  kill: 819: No such process
  [1]
  $ jexec {bad} cat ../../{good}/root/secret
  cat: ../../{good}/root/secret: No such file or directory
  [1]
  $ jexec {bad} daemon -f nc -k -l 8080
  $ umount /usr/jails/{bad}/{shared}
