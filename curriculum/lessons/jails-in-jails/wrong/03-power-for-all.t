fails: refused power
misconception: To be allowed to make jails, a jail must be allowed everything.

  $ jail -m name={provider} children.max=2 allow.raw_sockets
  $ jexec {provider} jail -c name={one} path=/ allow.raw_sockets persist
  $ jexec {provider} jail -c name={two} path=/ persist
