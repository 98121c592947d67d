fails: sees big small raced judged
misconception: A container is a jail with another name.

  $ jail -c name={net} path=/ vnet persist
  $ jexec {net} ps -p 1
  PID TT  STAT TIME COMMAND
  [1]
