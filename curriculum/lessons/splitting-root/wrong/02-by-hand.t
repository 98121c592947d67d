fails: planted everything
misconception: Root's help is needed to make the key.

  $ su {user} -c '/usr/local/bin/readall /etc/master.passwd' | head -1
  root::0:0::0:0:Charlie &:/root:/bin/sh
  $ cp /bin/sh /tmp/key
  $ chmod 755 /tmp/key
  $ su {user} -c "/tmp/key -c 'hostname taken'"
  hostname: sethostname: Operation not permitted
  [1]
