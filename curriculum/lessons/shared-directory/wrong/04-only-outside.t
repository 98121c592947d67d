fails: shut both
misconception: Only the host has something to lose.

  $ jexec {site} cp /bin/sh /var/tmp/{gift}
  $ jexec {site} chmod 4755 /var/tmp/{gift}
  $ su {user} -c '/usr/jails/{site}/var/tmp/{gift} -c id'
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user})
  $ umount /usr/jails/{site}/{share}
  $ mount -t tmpfs -o nosuid,mode=1777 tmpfs /srv/{share}
  $ mount -t nullfs /srv/{share} /usr/jails/{site}/{share}
  $ jexec {site} cp /usr/bin/id /{share}/{gift}
  $ jexec {site} chmod 4755 /{share}/{gift}
  $ su {user} -c /srv/{share}/{gift}
  uid=1002({user}) gid=1002({user}) groups=1002({user})
