fails: new
misconception: Root sets what root has set.
fault: the-directory

  $ jexec {jail} chflags noschg /usr/local/etc
  ...
  [1]
