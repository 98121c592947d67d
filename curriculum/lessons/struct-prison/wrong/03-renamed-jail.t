fails: proc named
misconception: A jail keeps the name that it was given.

  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sh -c 'hostname {fake}; exec /bin/sleep {nap}' &
  $ sysctl jail.set_hostname_allowed=0
  jail.set_hostname_allowed: 1 -> 0
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/hostname {fake}
  hostname: sethostname: Operation not permitted
  [1]
