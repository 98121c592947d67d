fails: tool
misconception: Any s in a mode makes a program run as root.

  $ cp /usr/bin/id /usr/local/bin/{tool}
  $ chmod 2755 /usr/local/bin/{tool}
  $ su {user} -c /usr/local/bin/{tool}
  uid=1002({user}) gid=1002({user}) egid=0(wheel) groups=0(wheel)
  $ cp /bin/sh /usr/local/bin/{shell}
  $ chmod 4755 /usr/local/bin/{shell}
  $ su {user} -c "/usr/local/bin/{shell} -c 'cat /etc/master.passwd'" | tail -1
  {user}:*:1002:1002::0:0:User &:/home/{user}:/bin/sh
  $ rm /usr/local/bin/{shell}
  $ mkdir /shared
  $ mount -t tmpfs -o nosuid tmpfs /shared
