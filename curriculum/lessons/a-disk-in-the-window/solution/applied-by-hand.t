  $ jls -j {jail} devfs_ruleset
  {ruleset}
  $ cat /etc/devfs.rules
  [tenants={ruleset}]
  add include $devfsrules_jail
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} sh -c 'true < /dev/ada0 && echo open'
  sh: cannot open /dev/ada0: No such file or directory
  [2]
