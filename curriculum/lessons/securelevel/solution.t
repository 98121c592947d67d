  $ sysctl kern.securelevel
  kern.securelevel: -1
  $ chflags schg {file}
  $ echo '# {mark}' >> {file}
  -sh: cannot create {file}: Operation not permitted
  [2]
  $ sysctl kern.securelevel=1
  kern.securelevel: -1 -> 1
  $ chflags noschg {file}
  chflags: {file}: Operation not permitted
  [1]
  $ kldload if_bridge
  kldload: can't load if_bridge: Operation not permitted
  [1]
  $ sysctl kern.securelevel=0
  kern.securelevel: 1
  sysctl: kern.securelevel=0: Operation not permitted
  [1]
  $ reboot
  Waiting (max 60 seconds) for system process `vnlru' to stop... done
  Waiting (max 60 seconds) for system process `syncer' to stop... 
  Syncing disks, vnodes remaining... 0 0 done
  All buffers synced.
  Uptime: 7s
  Rebooting...
  ---<<BOOT>>---
  Copyright (c) 1992-2023 The FreeBSD Project.
  Copyright (c) 1979, 1980, 1983, 1986, 1988, 1989, 1991, 1992, 1993, 1994
  	The Regents of the University of California. All rights reserved.
  FreeBSD is a registered trademark of The FreeBSD Foundation.
  FreeBSD 14.0-STABLE #0: Fri Mar  1 00:00:00 UTC 2024
      root@cellblock:/usr/obj/usr/src/amd64.amd64/sys/GENERIC
  Setting hostuuid: * (glob)
  Setting hostid: * (glob)
  Mounting local filesystems:.
  Setting hostname: cellblock.
  Starting Network: lo0 em0.
  lo0: flags=1008049<UP,LOOPBACK,RUNNING,MULTICAST,LOWER_UP> metric 0 mtu 16384
  	options=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>
  	inet 127.0.0.1 netmask 0xff000000
  	inet6 ::1 prefixlen 128
  	inet6 fe80::1%lo0 prefixlen 64 scopeid 0x2
  	groups: lo
  	nd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>
  em0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
  	options=48505bb<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,TSO4,LRO,VLAN_HWFILTER,VLAN_HWTSO,HWSTATS,MEXTPG>
  	ether 08:00:27:8a:11:02
  	inet 10.0.2.15 netmask 0xffffff00 broadcast 10.0.2.255
  	media: Ethernet autoselect (1000baseT <full-duplex>)
  	status: active
  	nd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>
  add host 127.0.0.1: gateway lo0 fib 0: route already in table
  add net default: gateway 10.0.2.2
  add host ::1: gateway lo0 fib 0: route already in table
  add net fe80::: gateway ::1
  add net ff02::: gateway ::1
  add net ::ffff:0.0.0.0: gateway ::1
  add net ::0.0.0.0: gateway ::1
  Clearing /tmp (X related).
  Updating motd:.
  Updating /var/run/os-release done.
  Mounting late filesystems:.

  Fri Mar  1 12:00:07 UTC 2024
  $ sysctl kern.securelevel
  kern.securelevel: -1
  $ chflags noschg {file}
  $ echo '# {mark}' >> {file}
  $ chflags schg {file}
