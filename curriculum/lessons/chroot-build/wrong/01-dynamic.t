fails: shell ran inside
misconception: A program is one file.

  $ mkdir -p /tmp/{room}/bin
  $ cp /bin/sh /tmp/{room}/bin
  $ chroot /tmp/{room} /bin/sh -c 'echo built > /{note}'
  ELF interpreter /libexec/ld-elf.so.1 not found, error 2
  Abort trap
  [134]
  $ hostname {room}.example
