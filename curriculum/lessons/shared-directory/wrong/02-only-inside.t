fails: taken nosuid
misconception: The jail's mount is the one that counts.

  $ chmod 700 /usr/jails
  $ umount /usr/jails/{site}/{share}
  $ mount -t nullfs -o nosuid /srv/{share} /usr/jails/{site}/{share}
  $ jexec {site} cp /usr/bin/id /{share}/{gift}
  $ jexec {site} chmod 4755 /{share}/{gift}
  $ su {user} -c /srv/{share}/{gift}
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user})
