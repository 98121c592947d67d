fails: inside root child
misconception: A jail in a jail is anywhere.

  $ cpuset -l 0-1 -j {one}
  $ cpuset -l 2-3 -j {two}
  $ jexec {one} jail -c name={inner} path=/ persist
