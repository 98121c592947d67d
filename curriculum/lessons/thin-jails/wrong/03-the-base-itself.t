fails: one-tree read-only corner runs mounts
misconception: Two jails may simply have the same path.

  $ jail -c name={one} path=/usr/jails/base host.hostname={one} persist
  $ jail -c name={two} path=/usr/jails/base host.hostname={two} enforce_statfs=1 allow.mount allow.mount.tmpfs persist
  $ jexec {two} mount -t tmpfs tmpfs /mnt
