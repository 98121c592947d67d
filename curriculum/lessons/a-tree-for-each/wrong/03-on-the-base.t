fails: second third apart without kept
misconception: The base is the first customer's tree.

  $ cp -Rp /usr/jails/base /usr/jails/{one}
  $ pw -R /usr/jails/{one} useradd {user} -u 1001 -m -s /bin/sh
  $ chmod 700 /usr/jails
  $ jail -c name={one} path=/usr/jails/base host.hostname={one} persist
  $ jexec {one} rm /etc/motd.template
  $ jail -r {one}
