  $ jexec {site} cp /bin/sh /var/tmp/{gift}
  $ jexec {site} chmod 4755 /var/tmp/{gift}
  $ su {user} -c '/usr/jails/{site}/var/tmp/{gift} -c id'
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user})
  $ chmod 700 /usr/jails
  $ su {user} -c '/usr/jails/{site}/var/tmp/{gift} -c id'
  su: /usr/jails/{site}/var/tmp/{gift}: Permission denied
  [126]
  $ jexec {site} su {inside} -c id
  uid=1001({inside}) gid=1001({inside}) groups=1001({inside})
  $ umount /usr/jails/{site}/{share}
  $ mount -t tmpfs -o nosuid,mode=1777 tmpfs /srv/{share}
  $ mount -t nullfs -o nosuid /srv/{share} /usr/jails/{site}/{share}
  $ jexec {site} cp /usr/bin/id /{share}/{gift}
  $ jexec {site} chmod 4755 /{share}/{gift}
  $ su {user} -c /srv/{share}/{gift}
  uid=1002({user}) gid=1002({user}) groups=1002({user})
