fails: first second inside root child
misconception: Who starts in a jail binds the jail.

  $ cpuset -l 0-1 jexec {one} sleep 1
