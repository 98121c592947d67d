fails: bpf address
misconception: A ruleset is in force as soon as it is written.

  $ ifconfig bridge0 addm em0 addm epair0a up
  $ devfs rule -s {ruleset} add path 'ada*' hide
  $ devfs rule -s {ruleset} add path 'bpf*' hide
  $ echo '[asks={ruleset}]' > /etc/devfs.rules
  $ echo 'add include $devfsrules_jail_vnet' >> /etc/devfs.rules
  $ echo "add path 'bpf*' unhide" >> /etc/devfs.rules
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet vnet.interface=epair0b mount.devfs devfs_ruleset={ruleset} persist
  $ jexec {jail} dhclient epair0b
  Can't find free bpf: No such file or directory
  exiting.
  [1]
