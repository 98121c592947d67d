fails: line
misconception: Who cannot write lacks a mode.
fault: full

  $ jexec {jail} chmod 777 /var/log
  $ jexec {jail} sh -c 'echo ready >> /var/log/{app}.log'
  ...
  [2]
