fails: rules bpf address
misconception: A jail with a stack of its own can ask for an address by itself.

  $ ifconfig bridge0 addm em0 addm epair0a up
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet vnet.interface=epair0b mount.devfs devfs_ruleset=5 persist
  $ jexec {jail} dhclient epair0b
  Can't find free bpf: No such file or directory
  exiting.
  [1]
