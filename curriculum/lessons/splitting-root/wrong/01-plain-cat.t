fails: read planted key everything
misconception: Who is in the group may read and write with any program.

  $ su {user} -c 'cat /etc/master.passwd'
  cat: /etc/master.passwd: Permission denied
  [1]
  $ su {user} -c 'cp /bin/sh /tmp/key; chmod 4755 /tmp/key'
  $ su {user} -c "/tmp/key -c 'hostname taken'"
  hostname: sethostname: Operation not permitted
  [1]
