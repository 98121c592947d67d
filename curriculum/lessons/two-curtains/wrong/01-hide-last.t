fails: shown
misconception: All the lines of a set hold at the same time.

  $ echo '[{word}={set}]' > /etc/devfs.rules
  $ echo 'add path null unhide' >> /etc/devfs.rules
  $ echo 'add path random unhide' >> /etc/devfs.rules
  $ echo 'add include $devfsrules_hide_all' >> /etc/devfs.rules
  $ service devfs restart
  $ jail -c name={cell} path=/usr/jails/{cell} mount.devfs devfs_ruleset={set} persist
  $ jail -c name={open} path=/usr/jails/{open} mount.devfs enforce_statfs=1 persist
