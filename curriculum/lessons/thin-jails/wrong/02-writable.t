fails: read-only corner mounts
misconception: A borrowed tree is protected because it is borrowed.

  $ mount -t nullfs /usr/jails/base /usr/jails/{one}
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ jexec {one} touch /tmp/mine
