  $ sysctl kern.securelevel
  kern.securelevel: -1
  $ chflags schg {file}
  $ echo '# {mark}' >> {file}
  -sh: cannot create {file}: Operation not permitted
  [2]
  $ sysctl kern.securelevel=1
  kern.securelevel: -1 -> 1
  $ chflags noschg {file}
  chflags: {file}: Operation not permitted
  [1]
  $ kldload if_bridge
  kldload: can't load if_bridge: Operation not permitted
  [1]
  $ sysctl kern.securelevel=0
  kern.securelevel: 1
  sysctl: kern.securelevel=0: Operation not permitted
  [1]
  $ reboot
  ...
  $ sysctl kern.securelevel
  kern.securelevel: -1
  $ chflags noschg {file}
  $ echo '# {mark}' >> {file}
  $ chflags schg {file}
