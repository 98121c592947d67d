fails: denied privilege
misconception: su runs whatever stands behind -c, to the end of the line.

  $ su {user} -c 'echo secret > ~/{file}; chmod 600 ~/{file}'
  $ su {other} -c cat /home/{user}/{file}
  [running]
  $ ^C
  ^C
  $ pw useradd {twin} -o -u 0 -g 0 -d /root -s /bin/sh
  pw: WARNING: new account `{twin}' has a uid of 0 (superuser access!)
