fails: rebooted mark
misconception: What root raised, root can lower.

  $ chflags schg {file}
  $ sysctl kern.securelevel=1
  kern.securelevel: -1 -> 1
  $ chflags noschg {file}
  chflags: {file}: Operation not permitted
  [1]
  $ sysctl kern.securelevel=-1
  kern.securelevel: 1
  sysctl: kern.securelevel=-1: Operation not permitted
  [1]
  $ echo '# {mark}' >> {file}
  -sh: cannot create {file}: Operation not permitted
  [2]
