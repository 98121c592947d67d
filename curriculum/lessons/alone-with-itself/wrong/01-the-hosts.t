fails: ready speaks
misconception: There is one lo0.

  $ ifconfig lo0 127.0.0.1/8 up
  $ jexec {jail} ping -q -c 1 -t 2 127.0.0.1
  ...
  [2]
