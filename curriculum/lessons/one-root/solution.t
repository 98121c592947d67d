  $ id
  uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)
  $ su {user} -c id
  uid=1002({user}) gid=1002({user}) groups=1002({user})
  $ su {user} -c 'echo secret > ~/{file}; chmod 600 ~/{file}'
  $ ls -l /home/{user}/{file}
  -rw-------  1 {user} {user} 7 Mar  1 12:00 /home/{user}/{file}
  $ su {other} -c 'cat /home/{user}/{file}'
  cat: /home/{user}/{file}: Permission denied
  [1]
  $ cat /home/{user}/{file}
  secret

The second job.

  $ su {user} -c 'kill 1'
  kill: 1: Operation not permitted
  [1]
  $ su {user} -c 'hostname mine'
  hostname: sethostname: Operation not permitted
  [1]
  $ su {user} -c 'nc -l 80'
  nc: Permission denied
  [1]

A number, not a name.

  $ pw useradd {twin} -o -u 0 -g 0 -d /root -s /bin/sh
  pw: WARNING: new account `{twin}' has a uid of 0 (superuser access!)
  $ su {twin} -c id
  uid=0(root) gid=0(wheel) groups=0(wheel)
  $ su {twin} -c 'cat /home/{user}/{file}'
  secret
