fails: inside refused host-unharmed
misconception: Once a jail is made, the limits hold for whatever is typed.

What belongs inside was done on the host, and there it worked.

  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail}.{domain} ip4.addr=10.0.2.15 persist
  $ sleep {naptime} &
  $ ifconfig em0 down
  $ jail -r {old}
