fails: renamed
misconception: What root does in a chroot stays there.

  $ mkdir -p /tmp/{room}/bin
  $ cp /rescue/sh /rescue/hostname /tmp/{room}/bin
  $ chroot /tmp/{room} /bin/sh -c 'echo built > /{note}'
  $ chroot /tmp/{room} /bin/hostname inside.example
