fails: denied privilege
misconception: What is refused is refused to everybody, so root may try it.

  $ echo secret > /home/{user}/{file}
  $ chmod 600 /home/{user}/{file}
  $ cat /home/{user}/{file}
  secret
  $ kill -0 1
  $ pw useradd {twin} -o -u 0 -g 0 -d /root -s /bin/sh
  pw: WARNING: new account `{twin}' has a uid of 0 (superuser access!)
