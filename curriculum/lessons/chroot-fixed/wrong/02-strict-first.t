fails: left attach
misconception: A way that is closed by a setting was never open.

  $ sysctl kern.chroot_allow_open_directories=0
  kern.chroot_allow_open_directories: 1 -> 0
  $ escape chroot
  mkdir("/tmp/cage", 0755)     = 0
  chdir("/tmp/cage")           = 0
  chroot(".")                  = 0
  mkdir("sub", 0755)           = 0
  chroot("sub")                = 0
  chdir("..") x 16             = 0
  Held: the walk ended in the cage, where ".." leads nowhere else.
  [1]
  $ escape fchdir
  mkdir("/tmp/cage", 0755)     = -1: File exists
  chdir("/tmp/cage")           = 0
  chroot(".")                  = 0
  open(".", O_RDONLY)          = 3
  mkdir("sub", 0755)           = -1: File exists
  chroot("sub")                = -1: Operation not permitted
  Stopped: the last call was refused.
  [1]
  $ escape saved-fd
  mkdir("/tmp/cage", 0755)     = -1: File exists
  open("/", O_RDONLY)          = 3
  chdir("/tmp/cage")           = 0
  chroot(".")                  = -1: Operation not permitted
  Stopped: the last call was refused.
  [1]
