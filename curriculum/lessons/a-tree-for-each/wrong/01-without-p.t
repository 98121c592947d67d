fails: copied
misconception: A copy is a copy.

  $ cp -R /usr/jails/base /usr/jails/{one}
  $ cp -R /usr/jails/base /usr/jails/{two}
  $ cp -R /usr/jails/base /usr/jails/{three}
  $ pw -R /usr/jails/{one} useradd {user} -u 1001 -m -s /bin/sh
  $ chmod 700 /usr/jails
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ jexec {one} rm /etc/motd.template
