fails: patches option generic why
misconception: The kernel knows its history.

  $ sysctl kern.features
  ...
  $ echo 'generic: FreeBSD 14.0, this one has it' >> /root/{report}
