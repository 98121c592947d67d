  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
  jail: prison limit exceeded
  [1]
  $ jls -j {outer} children.max children.cur
  4 4
  $ jls -j {outer}.{inner} children.max children.cur
  2 0
  $ jail -r {outer}.left1 {outer}.left2 {outer}.left3
  {outer}.left3: removed
  {outer}.left2: removed
  {outer}.left1: removed
  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
