fails: mounts
misconception: A permission is enough.

  $ mount -t nullfs -o ro /usr/jails/base /usr/jails/{one}
  $ mount -t tmpfs tmpfs /usr/jails/{one}/tmp
  $ jail -c name={one} path=/usr/jails/{one} host.hostname={one} persist
  $ mount -t nullfs -o ro /usr/jails/base /usr/jails/{two}
  $ jail -c name={two} path=/usr/jails/{two} allow.mount allow.mount.tmpfs persist
  $ jexec {two} mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
  $ jail -m name={two} allow.mount allow.mount.tmpfs allow.mount.nullfs
  $ jexec {two} mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
