  $ find / -perm -4000 -type f
  /sbin/ping
  /sbin/ping6
  /sbin/shutdown
  /sbin/poweroff
  /usr/bin/login
  /usr/bin/passwd
  /usr/bin/su
  /usr/sbin/traceroute
  /usr/sbin/traceroute6
  $ cp /usr/bin/id /usr/local/bin/{tool}
  $ chmod 4755 /usr/local/bin/{tool}
  $ su {user} -c /usr/local/bin/{tool}
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user})
  $ cp /bin/sh /usr/local/bin/{shell}
  $ chmod 4755 /usr/local/bin/{shell}
  $ su {user} -c "/usr/local/bin/{shell} -c 'cat /etc/master.passwd'" | head -1
  root::0:0::0:0:Charlie &:/root:/bin/sh
  $ rm /usr/local/bin/{shell}
  $ mkdir /shared
  $ mount -t tmpfs -o nosuid tmpfs /shared
  $ cp /usr/local/bin/{tool} /shared/{tool}
  $ chmod 4755 /shared/{tool}
  $ su {user} -c /shared/{tool}
  uid=1002({user}) gid=1002({user}) groups=1002({user})
