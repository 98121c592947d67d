fails: memory
misconception: What is not listed is not there.

  $ jexec {jail} rm /dev/ada0
  $ jexec {jail} sh -c 'true < /dev/ada0 && echo open'
  ...
  [2]
