  $ man jail | head -1
  JAIL(8)                FreeBSD System Manager's Manual                 JAIL(8)
  $ man 2 jail | head -1
  JAIL(2)                  FreeBSD System Calls Manual                   JAIL(2)
  $ man -k {word} > /tmp/pages
  $ mkdir -p /tmp/root/bin
  $ cp /rescue/sh /rescue/ls /tmp/root/bin/
  $ chroot /tmp/root /bin/ls /
  bin
  $ man 2 jail | tail -7 | head -4

  HHIISSTTOORRYY
       The call * came with FreeBSD 4.0, jail_attach with FreeBSD 5.1, and (glob)
       jail_set, jail_get and jail_remove with FreeBSD 8.0.  Poul-Henning Kamp
  $ echo 'jail_attach FreeBSD 5.1' > /root/{notes}
