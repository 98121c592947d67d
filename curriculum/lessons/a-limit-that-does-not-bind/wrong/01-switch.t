fails: force refused
misconception: A variable is set when it is needed.
fault: nobody-counts

  $ reboot
  ...
  $ sysctl kern.racct.enable=1
  ...
  [1]
  $ jexec {jail} sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & done'
