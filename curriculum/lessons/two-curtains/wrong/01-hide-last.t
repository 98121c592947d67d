fails: shown
misconception: All the lines of a set hold at the same time.

  $ printf '[{word}={set}]\nadd path null unhide\nadd path random unhide\nadd include $devfsrules_hide_all\n' > /etc/devfs.rules
  $ service devfs restart
  $ jail -c name={cell} path=/usr/jails/{cell} mount.devfs devfs_ruleset={set} persist
  $ jail -c name={open} path=/usr/jails/{open} mount.devfs enforce_statfs=1 persist
