  $ jls -j {jail} devfs_ruleset
  33
  $ cat /etc/devfs.rules
  [tenants=33]
  add include $devfsrules_jail
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} sh -c 'true < /dev/ada0 && echo open'
  sh: cannot open /dev/ada0: No such file or directory
  [2]
