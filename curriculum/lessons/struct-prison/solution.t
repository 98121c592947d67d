  $ mount -t procfs proc /proc
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sh
  $ hostname {fake}
  $ hostname
  {fake}
  $ exit
  $ sysctl jail.set_hostname_allowed=0
  jail.set_hostname_allowed: 1 -> 0
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/hostname {fake}
  hostname: sethostname: Operation not permitted
  [1]
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
