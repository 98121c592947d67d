  $ jexec {provider} jail -c name={one} path=/ persist
  jail: jail_set: Operation not permitted
  [1]
  $ jail -m name={provider} children.max=2
  $ jexec {provider} jail -c name={one} path=/ persist
  $ jexec {provider} jail -c name={two} path=/ persist
  $ jls -N
   JID             IP Address      Hostname                      Path
   {provider}*{provider}*/ (glob)
   {provider}.{one}*/ (glob)
   {provider}.{two}*/ (glob)
  $ jexec {provider} jls -N
   JID             IP Address      Hostname                      Path
   {one}*/ (glob)
   {two}*/ (glob)
  $ jexec {provider} jail -c name={three} path=/ persist
  jail: prison limit exceeded
  [1]
  $ jexec {provider} jail -m name={one} allow.raw_sockets
  jail: jail_set: Operation not permitted
  [1]
