Who sees whom. Source: facts 2.2, 2.3, 2.5, 3.3 (sys/kern/kern_prot.c, kern_jail.c, bin/ps).

  $ jail -c name=a path=/ children.max=3 persist
  $ jail -c name=b path=/ persist
  $ jexec a sleep 1000 &
  $ jexec b sleep 2000 &

The host sees both, and names each process's jail.

  $ ps -ax -o jail,command | grep sleep | grep -v grep
  a    sleep 1000
  b    sleep 2000

Siblings do not see each other; nobody inside sees out.

  $ jexec a ps -ax -o stat,command
  STAT COMMAND
  SJ   sleep 1000
  R+J  ps -ax -o stat,command
  $ jexec a kill 1
  kill: 1: No such process
  [1]
  $ jexec a killall sleep
  [1]   Terminated              jexec a sleep 1000
  $ ps -ax -o jail,command | grep sleep | grep -v grep
  b    sleep 2000

A child is known by its full name outside, by its own inside; a jail does not list itself.

  $ jexec a jail -c name=child path=/ persist
  $ jls name
  a
  b
  a.child
  $ jexec a jls name
  child
  $ jexec a.child jail -c name=grandchild path=/ persist
  jail: jail_set: Operation not permitted
  [1]

The list goes by number. With the parent goes the child.

  $ jail -r a
  $ jls name
  b
