fails: private denied
misconception: A file in one's own home is private by its place.

  $ su {user} -c 'echo secret > ~/{file}'
  $ su {other} -c 'cat /home/{user}/{file}'
  secret
  $ su {other} -c 'cat /etc/master.passwd'
  cat: /etc/master.passwd: Permission denied
  [1]
  $ su {user} -c 'kill 1'
  kill: 1: Operation not permitted
  [1]
  $ pw useradd {twin} -o -u 0 -g 0 -d /root -s /bin/sh
  pw: WARNING: new account `{twin}' has a uid of 0 (superuser access!)
