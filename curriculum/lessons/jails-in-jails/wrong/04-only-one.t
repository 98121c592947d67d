fails: limit two refused
misconception: The jail itself counts among its children.

  $ jail -m name={provider} children.max=1
  $ jexec {provider} jail -c name={one} path=/ persist
  $ jexec {provider} jail -c name={two} path=/ persist
  jail: prison limit exceeded
  [1]
