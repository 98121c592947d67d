fails: booted force refused written
misconception: Any limit will do.
fault: somebody-else

  $ jexec {jail} sh -c 'ulimit -u 5; for i in 1 2 3 4 5 6 7 8 9; do sleep 60 & done'
  ...
