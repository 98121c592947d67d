fails: renamed
misconception: The order does not matter.

  $ mount -t procfs proc /proc
  $ sysctl jail.set_hostname_allowed=0
  jail.set_hostname_allowed: 1 -> 0
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/hostname {fake}
  hostname: sethostname: Operation not permitted
  [1]
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
