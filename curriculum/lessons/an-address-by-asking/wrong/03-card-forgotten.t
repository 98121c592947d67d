fails: bridged address
misconception: A bridge of the host is on the host's network.

  $ ifconfig bridge0 addm epair0a up
  $ echo '[asks={ruleset}]' > /etc/devfs.rules
  $ echo 'add include $devfsrules_jail_vnet' >> /etc/devfs.rules
  $ echo "add path 'bpf*' unhide" >> /etc/devfs.rules
  $ service devfs restart
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet vnet.interface=epair0b mount.devfs devfs_ruleset={ruleset} persist
