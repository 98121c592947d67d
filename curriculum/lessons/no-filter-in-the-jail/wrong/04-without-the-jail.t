fails: filter device no-disk host-open
misconception: Stopping is mending.
fault: hidden-by-hand

  $ service jail onestop {jail}
  ...
