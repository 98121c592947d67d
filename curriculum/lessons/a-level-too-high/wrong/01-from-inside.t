fails: loaded level wall
misconception: Root sets what root has set.
fault: by-hand

  $ jexec {jail} sysctl kern.securelevel=1
  ...
  [1]
  $ jexec {jail} pfctl -q -f /etc/pf.{jail}.conf
  ...
  [1]
