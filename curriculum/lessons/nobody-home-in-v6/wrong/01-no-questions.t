fails: third
misconception: What complains of duplicates is in the way.
fault: taken

  $ jexec {app} ifconfig epair2b inet6 {app6} delete
  $ jexec {app} ifconfig epair2b inet6 no_dad
  $ jexec {app} ifconfig epair2b inet6 {app6}/64
  $ jexec {app} ping -S {app6} -q -c 1 -t 2 {data6}
  ...
