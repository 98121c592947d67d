  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
  jail: prison limit exceeded
  [1]
  $ jls -j {outer}.{inner} children.max children.cur
  2 2
  $ jail -r {outer}.{inner}.left1 {outer}.{inner}.left2
  {outer}.{inner}.left2: removed
  {outer}.{inner}.left1: removed
  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
