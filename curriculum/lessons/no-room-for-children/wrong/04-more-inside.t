fails: inner-limit
misconception: A limit that is reached is too low.
fault: inner-full

  $ jail -m name={outer}.{inner} children.max=3
  $ jexec {outer}.{inner} jail -c name={job} path=/ persist
