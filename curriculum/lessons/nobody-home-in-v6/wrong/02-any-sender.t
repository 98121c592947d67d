fails: usable answered
misconception: Any sender proves the way.
fault: switched-off

  $ jexec {app} ping -q -c 1 -t 2 {data6}
  ...
  [1]
