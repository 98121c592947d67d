fails: shut
misconception: Each jail's own root is the door to shut.

  $ cp -Rp /usr/jails/base /usr/jails/{one}
  $ cp -Rp /usr/jails/base /usr/jails/{two}
  $ cp -Rp /usr/jails/base /usr/jails/{three}
  $ pw -R /usr/jails/{one} useradd {user} -u 1001 -m -s /bin/sh
  $ chmod 700 /usr/jails/{one}
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ jexec {one} rm /etc/motd.template
