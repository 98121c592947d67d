fails: corner template clean
misconception: What is read-only is made writable.
fault: not-mounted

  $ jail -r {jail}
  $ umount /usr/jails/{jail}
  $ mount -t nullfs /usr/jails/base /usr/jails/{jail}
  $ jail -c name={jail} path=/usr/jails/{jail} enforce_statfs=1 persist
  $ jexec {jail} sh -c 'echo ready >> /var/log/{app}.log'
