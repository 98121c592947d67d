  $ mkdir -p /tmp/{room}/bin
  $ chroot /tmp/{room} /bin/sh
  chroot: /bin/sh: No such file or directory
  [1]
  $ cp /bin/sh /tmp/{room}/bin
  $ chroot /tmp/{room} /bin/sh
  ELF interpreter /libexec/ld-elf.so.1 not found, error 2
  Abort trap
  [134]
  $ cp /rescue/sh /rescue/ls /rescue/ps /rescue/hostname /tmp/{room}/bin
  $ chroot /tmp/{room} /bin/sh
  $ ls /
  bin
  $ ls /..
  bin
  $ echo built > /{note}
  $ exit
  $ ls /tmp/{room}
  * (glob)
  $ chroot /tmp/{room} /bin/hostname {room}.example
  $ hostname
  {room}.example
