  $ jexec {jail} dhclient epair0b
  Can't find free bpf: No such file or directory
  exiting.
  [1]
  $ jls -j {jail} devfs_ruleset
  5
  $ service jail onestop {jail}
  Stopping jails: {jail}.
  $ sed -i '' 's/devfs_ruleset = 5/devfs_ruleset = {ruleset}/' /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
  $ jexec {jail} dhclient epair0b
  ...
