fails: none
misconception: A machine needs a process that stands for it.

  $ jail -c name={full} path=/usr/jails/{full} host.hostname={full}.{domain} vnet persist
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare}.{domain} vnet persist
  $ jexec {bare} daemon sleep {nap}
  $ jexec {full} daemon sleep {nap}
  $ jexec {full} kldload pf
  kldload: can't load pf: Operation not permitted
  [1]
