fails: no-file
misconception: A secret that one reads as root on the host has been stolen.

  $ jexec {bad} kill -9 $(pgrep -j {good} sleep)
  kill: 819: No such process
  [1]
  $ cat /usr/jails/{good}/root/secret
  {good} keeps this to itself
  $ jexec {bad} nc -l {good_address} 8080
  nc: Can't assign requested address
  [1]
  $ jexec {bad} daemon -f nc -k -l 80
  $ umount /usr/jails/{bad}/{shared}
