fails: closed kept
misconception: The host's own name is what jails are called by.

  $ mount -t procfs proc /proc
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/hostname {fake}
  $ hostname {site}.{domain}
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
