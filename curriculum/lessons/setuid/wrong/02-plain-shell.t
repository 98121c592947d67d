fails: leak gone
misconception: A copy of a shell that root made runs as root.

  $ cp /usr/bin/id /usr/local/bin/{tool}
  $ chmod 4755 /usr/local/bin/{tool}
  $ cp /bin/sh /usr/local/bin/{shell}
  $ su {user} -c "/usr/local/bin/{shell} -c 'cat /etc/master.passwd'"
  cat: /etc/master.passwd: Permission denied
  [1]
  $ mkdir /shared
  $ mount -t tmpfs -o nosuid tmpfs /shared
