  $ cp -Rp /usr/jails/base /usr/jails/{one}
  $ cp -Rp /usr/jails/base /usr/jails/{two}
  $ cp -Rp /usr/jails/base /usr/jails/{three}
  $ pw -R /usr/jails/{one} useradd {user} -u 1001 -m -s /bin/sh
  $ echo secret > /usr/jails/{one}/home/{user}/letter
  $ chown 1001 /usr/jails/{one}/home/{user}/letter
  $ chmod 600 /usr/jails/{one}/home/{user}/letter
  $ su alice -c 'cat /usr/jails/{one}/home/{user}/letter'
  secret
  $ chmod 700 /usr/jails
  $ su alice -c 'cat /usr/jails/{one}/home/{user}/letter'
  cat: /usr/jails/{one}/home/{user}/letter: Permission denied
  [1]
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ jail -c name={two} path=/usr/jails/{two} host.hostname={two} persist
  $ jexec -U {user} {one} cat /home/{user}/letter
  secret
  $ jexec {one} rm /etc/motd.template
