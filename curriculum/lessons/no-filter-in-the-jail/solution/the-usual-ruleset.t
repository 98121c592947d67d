  $ ls /dev/pf
  /dev/pf
  $ jls -j {jail} devfs_ruleset
  4
  $ sed -i '' 's/devfs_ruleset = 4/devfs_ruleset = 5/' /etc/jail.conf
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} pfctl -q -e -f /etc/pf.conf
