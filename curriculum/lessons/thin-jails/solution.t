  $ mount -t nullfs -o ro /usr/jails/base /usr/jails/{one}
  $ touch /usr/jails/{one}/etc/mine
  touch: /usr/jails/{one}/etc/mine: Read-only file system
  [1]
  $ mount -t tmpfs tmpfs /usr/jails/{one}/tmp
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ jexec {one} mount
  /usr/jails/base on / (nullfs, local, read-only)
  $ mount -t nullfs -o ro /usr/jails/base /usr/jails/{two}
  $ jail -c name={two} path=/usr/jails/{two} host.hostname={two} allow.mount allow.mount.tmpfs persist
  $ jexec {two} mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
  $ jail -m name={two} enforce_statfs=1
  $ jexec {two} mount -t tmpfs tmpfs /mnt
  $ jexec {two} mount
  /usr/jails/base on / (nullfs, local, read-only)
  tmpfs on /mnt (tmpfs, local)
