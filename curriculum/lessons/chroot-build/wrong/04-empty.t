fails: shell ran inside renamed
misconception: chroot takes the host's shell along.

  $ mkdir -p /tmp/{room}/bin
  $ chroot /tmp/{room} /bin/sh -c 'echo built > /{note}'
  chroot: /bin/sh: No such file or directory
  [1]
