fails: script yes no limits
misconception: What one has seen need not be written down.

  $ jail -c name={one} path=/ vnet persist
  $ jail -c name={two} path=/ vnet persist
  $ jexec {one} ifconfig lo0 inet {address}/32 up
  $ jexec {two} ifconfig lo0 inet {address}/32 up
  $ jexec {two} ifconfig lo0
  ...
