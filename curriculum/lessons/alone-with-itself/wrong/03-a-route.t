fails: ready speaks
misconception: What has no route is given one.

  $ jexec {jail} route add -host 127.0.0.1 {host_address}
  ...
  $ jexec {jail} ping -q -c 1 -t 2 127.0.0.1
  ...
  [2]
