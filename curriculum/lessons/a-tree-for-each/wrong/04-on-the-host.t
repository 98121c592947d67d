fails: account third
misconception: An account of the host is an account of its jails.

  $ cp -Rp /usr/jails/base /usr/jails/{one}
  $ cp -Rp /usr/jails/base /usr/jails/{two}
  $ chmod 700 /usr/jails
  $ pw useradd {user} -m -s /bin/sh
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ jexec {one} rm /etc/motd.template
