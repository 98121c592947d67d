  $ echo '[{word}={set}]' > /etc/devfs.rules
  $ echo 'add include $devfsrules_hide_all' >> /etc/devfs.rules
  $ echo 'add path null unhide' >> /etc/devfs.rules
  $ echo 'add path random unhide mode 0444' >> /etc/devfs.rules
  $ service devfs restart
  $ devfs rule -s {set} show
  100 include 1
  200 path null unhide
  300 path random unhide mode 444
  $ jail -c name={cell} path=/usr/jails/{cell} host.hostname={cell} mount.devfs devfs_ruleset={set} persist
  $ jexec {cell} ls /dev
  null	random
  $ jail -c name={open} path=/usr/jails/{open} host.hostname={open} mount.devfs enforce_statfs=1 persist
  $ jexec {cell} mount
  /dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
  $ jexec {open} mount
  /dev/ada0p2 on / (ufs, local, soft-updates, journaled soft-updates)
  devfs on /dev (devfs)
