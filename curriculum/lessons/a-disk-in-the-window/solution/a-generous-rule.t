  $ grep -E 'ada0|mem' /etc/devfs.rules
  add path ada0* unhide
  add path mem unhide
  $ sed -i '' -e '/ada0/d' -e '/mem/d' /etc/devfs.rules
  $ service devfs restart
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} sh -c 'true < /dev/ada0 && echo open'
  sh: cannot open /dev/ada0: No such file or directory
  [2]
