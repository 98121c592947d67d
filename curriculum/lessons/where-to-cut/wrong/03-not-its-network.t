fails: network
misconception: Each jail has a network of its own.

  $ jail -c name={full} path=/usr/jails/{full} host.hostname={full}.{domain} persist
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare}.{domain} vnet persist
  $ jexec {full} daemon sleep {nap}
  $ jexec {full} kldload pf
  kldload: can't load pf: Operation not permitted
  [1]
