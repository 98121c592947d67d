  $ jexec {jail} sh -c 'true < /dev/ada0 && echo open'
  open
  $ jls -j {jail} devfs_ruleset
  0
  $ sed -i '' 's/devfs_ruleset = 0/devfs_ruleset = {ruleset}/' /etc/jail.conf
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} sh -c 'true < /dev/ada0 && echo open'
  sh: cannot open /dev/ada0: No such file or directory
  [2]
