fails: written hidden statfs
misconception: The sets that are there are small enough.

  $ jail -c name={cell} path=/usr/jails/{cell} mount.devfs persist
  $ jail -c name={open} path=/usr/jails/{open} mount.devfs persist
