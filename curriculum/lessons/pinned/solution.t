  $ cpuset -l 0-1 -j {one}
  $ cpuset -l 2-3 -j {two}
  $ cpuset -g -j {two}
  jail 2 mask: 2, 3
  jail 2 domain policy: first-touch mask: 0
  $ jexec {one} cpuset -l 3 true
  cpuset: setaffinity: Invalid argument
  [1]
  $ jexec {one} cpuset -l 0-3 -s 3
  cpuset: setaffinity: Operation not permitted
  [1]
  $ jexec {one} jail -c name={inner} path=/ persist
  $ jexec {one} cpuset -l 0 -j {inner}
  $ cpuset -l 1 -j {one}
  cpuset: setaffinity: Resource deadlock avoided
  [1]
