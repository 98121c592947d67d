  $ escape dotdot
  mkdir("/tmp/cage", 0755)     = 0
  chdir("/tmp/cage")           = 0
  chroot(".")                  = 0
  chdir("..") x 16             = 0
  Held: the walk ended in the cage, where ".." leads nowhere else.
  [1]
  $ escape chroot
  mkdir("/tmp/cage", 0755)     = -1: File exists
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
  chroot(".")                  = 0
  fchdir(3)                    = 0
  chdir("..") x 16             = 0
  Out: "." is the directory that was "/" at the start.
  $ sysctl kern.chroot_allow_open_directories
  kern.chroot_allow_open_directories: 1
  $ sysctl kern.chroot_allow_open_directories=0
  kern.chroot_allow_open_directories: 1 -> 0
  $ escape saved-fd
  mkdir("/tmp/cage", 0755)     = -1: File exists
  open("/", O_RDONLY)          = 3
  chdir("/tmp/cage")           = 0
  chroot(".")                  = -1: Operation not permitted
  Stopped: the last call was refused.
  [1]
  $ sysctl kern.chroot_allow_open_directories=2
  kern.chroot_allow_open_directories: 0 -> 2
  $ escape attach {jail}
  mkdir("/tmp/cage", 0755)     = -1: File exists
  * (glob)
  open("/", O_RDONLY)          = 3
  jail_attach(1)               = -1: Operation not permitted
  Stopped: the last call was refused.
  [1]
  $ sysctl kern.chroot_allow_open_directories=0
  kern.chroot_allow_open_directories: 2 -> 0
