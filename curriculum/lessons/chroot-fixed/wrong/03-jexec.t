fails: tried refused attach
misconception: Entering a jail by jexec shows what the kernel refuses.

  $ escape dotdot
  mkdir("/tmp/cage", 0755)     = 0
  chdir("/tmp/cage")           = 0
  chroot(".")                  = 0
  chdir("..") x 16             = 0
  Held: the walk ended in the cage, where ".." leads nowhere else.
  [1]
  $ escape saved-fd
  mkdir("/tmp/cage", 0755)     = -1: File exists
  open("/", O_RDONLY)          = 3
  chdir("/tmp/cage")           = 0
  chroot(".")                  = 0
  fchdir(3)                    = 0
  chdir("..") x 16             = 0
  Out: "." is the directory that was "/" at the start.
  $ jexec {jail} ls /
  .profile	dev		libexec		proc		sys
  COPYRIGHT	etc		media		rescue		tmp
  bin		home		mnt		root		usr
  boot		lib		net		sbin		var
  $ sysctl kern.chroot_allow_open_directories=0
  kern.chroot_allow_open_directories: 1 -> 0
