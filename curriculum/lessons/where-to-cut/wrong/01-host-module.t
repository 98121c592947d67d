fails: kernel
misconception: What the host may do to the kernel, each machine may do to its own.

  $ jail -c name={full} path=/usr/jails/{full} host.hostname={full}.{domain} vnet persist
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare}.{domain} vnet persist
  $ jexec {full} daemon sleep {nap}
  $ kldload pf
