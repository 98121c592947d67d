fails: first inside root
misconception: The parent can be made smaller at any time.

  $ cpuset -l 2-3 -j {two}
  $ jexec {one} jail -c name={inner} path=/ persist
  $ jexec {one} cpuset -l 0 -j {inner}
  $ cpuset -l 1 -j {one}
  cpuset: setaffinity: Resource deadlock avoided
  [1]
