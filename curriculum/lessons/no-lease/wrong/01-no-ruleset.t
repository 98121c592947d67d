fails: no-disk
misconception: Without rules nothing is forbidden.

  $ umount /usr/jails/{jail}/dev
  $ mount -t devfs devfs /usr/jails/{jail}/dev
  $ jexec {jail} dhclient epair0b
  ...
