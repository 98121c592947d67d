fails: filter device
misconception: Who needs a module loads it.
fault: no-driver

  $ jexec {jail} kldload pf
  ...
  [1]
