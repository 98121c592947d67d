fails: template
misconception: What is read-only is made writable.
fault: read-only

  $ jail -r {jail}
  $ umount /usr/jails/{jail}/var/log
  $ umount /usr/jails/{jail}
  $ mount -t nullfs /usr/jails/base /usr/jails/{jail}
  $ mount -t tmpfs -o size=64k tmpfs /usr/jails/{jail}/var/log
  $ jail -c name={jail} path=/usr/jails/{jail} enforce_statfs=1 persist
  $ jexec {jail} sh -c 'echo ready >> /var/log/{app}.log'
