  $ jexec {bad} ps -ax
  PID TT  STAT    TIME COMMAND
  822 v0  R+J  0:00.00 ps -ax
  $ jexec {bad} kill -9 $(pgrep -j {good} sleep)
  kill: 819: No such process
  [1]
  $ jexec {bad} cat ../../{good}/root/secret
  cat: ../../{good}/root/secret: No such file or directory
  [1]
  $ jexec {bad} nc -l {good_address} 8080
  nc: Can't assign requested address
  [1]
  $ jexec {bad} daemon -f nc -k -l 80
  $ jexec {bad} nc -z -v {good_address} 80
  Connection to {good_address} 80 port [tcp/http] succeeded!
  $ jexec {bad} touch /{shared}/from-{bad}
  $ jexec {good} ls /{shared}
  from-{bad}
  $ umount /usr/jails/{bad}/{shared}
  $ jexec {bad} touch /{shared}/again
  $ jexec {good} ls /{shared}
  from-{bad}
