  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
  jail: jail_set: Operation not permitted
  [1]
  $ jls -j {outer}.{inner} children.max children.cur
  0 0
  $ jail -m name={outer}.{inner} children.max=2
  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
