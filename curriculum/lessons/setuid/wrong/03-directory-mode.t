fails: fence
misconception: A directory that few may write to needs no fence.

  $ cp /usr/bin/id /usr/local/bin/{tool}
  $ chmod 4755 /usr/local/bin/{tool}
  $ cp /bin/sh /usr/local/bin/{shell}
  $ chmod 4755 /usr/local/bin/{shell}
  $ su {user} -c "/usr/local/bin/{shell} -c 'cat /etc/master.passwd'" | tail -1
  {user}:*:1002:1002::0:0:User &:/home/{user}:/bin/sh
  $ rm /usr/local/bin/{shell}
  $ mkdir /shared
  $ chmod 1777 /shared
