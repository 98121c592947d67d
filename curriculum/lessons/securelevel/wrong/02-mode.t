fails: mark
misconception: A file that cannot be written needs another mode.

  $ chflags schg {file}
  $ sysctl kern.securelevel=1
  kern.securelevel: -1 -> 1
  $ chflags noschg {file}
  chflags: {file}: Operation not permitted
  [1]
  $ reboot
  ...
  $ chmod 666 {file}
  chmod: {file}: Operation not permitted
  [1]
  $ echo '# {mark}' >> {file}
  -sh: cannot create {file}: Operation not permitted
  [2]
