fails: one two refused power
misconception: A jail belongs to whoever it is meant for.

  $ jail -m name={provider} children.max=2
  $ jail -c name={one} path=/ persist
  $ jail -c name={two} path=/ persist
