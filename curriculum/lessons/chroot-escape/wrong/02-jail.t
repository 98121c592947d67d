fails: before source
misconception: Every FreeBSD has jails.

  $ escape dotdot
  mkdir("{cage}", 0755)     = 0
  chdir("{cage}")           = 0
  chroot(".")                  = 0
  chdir("..") x 16             = 0
  Held: the walk ended in the cage, where ".." leads nowhere else.
  [1]
  $ escape jail
  mkdir("{cage}", 0755)     = -1: File exists
  open("/", O_RDONLY)          = 3
  jail({0, "{cage}", ...})  = -1: Function not implemented
  Stopped: the last call was refused.
  [1]
  $ escape chroot
  mkdir("{cage}", 0755)     = -1: File exists
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
