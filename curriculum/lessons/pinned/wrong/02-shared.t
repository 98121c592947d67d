fails: second root child
misconception: What one jail has, no other has.

  $ cpuset -l 0-1 -j {one}
  $ jexec {one} cpuset -l 3 true
  cpuset: setaffinity: Invalid argument
  [1]
  $ cpuset -g -j {two}
  jail 2 mask: 0, 1, 2, 3
  jail 2 domain policy: first-touch mask: 0
