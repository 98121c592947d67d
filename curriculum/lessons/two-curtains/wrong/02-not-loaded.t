fails: hidden
misconception: A set is in force as soon as it is written.

  $ echo '[{word}={set}]' > /etc/devfs.rules
  $ echo 'add include $devfsrules_hide_all' >> /etc/devfs.rules
  $ echo 'add path random unhide' >> /etc/devfs.rules
  $ jail -c name={cell} path=/usr/jails/{cell} mount.devfs devfs_ruleset={set} persist
  $ jail -c name={open} path=/usr/jails/{open} mount.devfs enforce_statfs=1 persist
