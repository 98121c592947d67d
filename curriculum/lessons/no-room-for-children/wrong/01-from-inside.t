fails: job inner-limit
misconception: A jail's root may set its own limits.
fault: none-allowed

  $ jexec {outer}.{inner} jail -m name={inner} children.max=2
  ...
  [1]
