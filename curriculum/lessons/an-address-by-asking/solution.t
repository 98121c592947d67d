  $ ifconfig bridge0 addm em0 addm epair0a up
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet vnet.interface=epair0b mount.devfs devfs_ruleset=5 persist
  $ jexec {jail} dhclient epair0b
  Can't find free bpf: No such file or directory
  exiting.
  [1]
  $ jail -r {jail}
  $ umount /usr/jails/{jail}/dev
  $ echo '[asks={ruleset}]' > /etc/devfs.rules
  $ echo 'add include $devfsrules_jail_vnet' >> /etc/devfs.rules
  $ echo "add path 'bpf*' unhide" >> /etc/devfs.rules
  $ service devfs restart
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet vnet.interface=epair0b mount.devfs devfs_ruleset={ruleset} persist
  $ jexec {jail} dhclient epair0b
  DHCPDISCOVER on epair0b to 255.255.255.255 port 67 interval * (glob)
  DHCPOFFER from 10.0.2.2
  DHCPREQUEST on epair0b to 255.255.255.255 port 67
  DHCPACK from 10.0.2.2
  bound to 10.0.2.100 -- renewal in 43200 seconds.
  $ jexec {jail} host papers.freebsd.org
  papers.freebsd.org has address 192.0.2.81
  papers.freebsd.org has IPv6 address 2001:db8:0:10::81
