fails: rules disks
misconception: Whoever needs one device may as well see all.

  $ ifconfig bridge0 addm em0 addm epair0a up
  $ mount -t devfs devfs /usr/jails/{jail}/dev
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet vnet.interface=epair0b persist
  $ jexec {jail} dhclient epair0b
  DHCPDISCOVER on epair0b to 255.255.255.255 port 67 interval * (glob)
  DHCPOFFER from 10.0.2.2
  DHCPREQUEST on epair0b to 255.255.255.255 port 67
  DHCPACK from 10.0.2.2
  bound to 10.0.2.100 -- renewal in 43200 seconds.
