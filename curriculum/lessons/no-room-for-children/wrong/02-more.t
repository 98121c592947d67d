fails: outer-limit
misconception: A limit that is reached is too low.
fault: outer-full

  $ jail -m name={outer} children.max=8
  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
