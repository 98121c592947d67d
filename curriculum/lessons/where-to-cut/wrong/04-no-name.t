fails: named one-process none
misconception: The jail's name and its host name are one thing.

  $ jail -c name={full} path=/usr/jails/{full} vnet persist
  $ jexec {full} kldload pf
  kldload: can't load pf: Operation not permitted
  [1]
