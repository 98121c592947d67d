fails: shut
misconception: What was exchanged is the danger, not the way.

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
  $ jexec {bad} touch /{shared}/from-{bad}
  $ rm /var/exchange/from-{bad}
