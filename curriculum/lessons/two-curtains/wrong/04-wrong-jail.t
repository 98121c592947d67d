fails: closed statfs
misconception: To hide mounts is to open less than to show them at 0.

  $ echo '[{word}={set}]' > /etc/devfs.rules
  $ echo 'add include $devfsrules_hide_all' >> /etc/devfs.rules
  $ echo 'add path random unhide' >> /etc/devfs.rules
  $ service devfs restart
  $ jail -c name={cell} path=/usr/jails/{cell} mount.devfs devfs_ruleset={set} enforce_statfs=1 persist
  $ jail -c name={open} path=/usr/jails/{open} mount.devfs enforce_statfs=0 persist
