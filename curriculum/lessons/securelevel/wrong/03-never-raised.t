fails: frozen again
misconception: The flag alone is a lock.

  $ chflags schg {file}
  $ chflags noschg {file}
  $ echo '# {mark}' >> {file}
  $ reboot
  ...
