fails: limit refused
misconception: A limit only has to be high enough.

  $ jail -m name={provider} children.max=99
  $ jexec {provider} jail -c name={one} path=/ persist
  $ jexec {provider} jail -c name={two} path=/ persist
  $ jexec {provider} jail -c name={three} path=/ persist
