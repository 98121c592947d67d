  $ ifconfig em0 inet {address} netmask 255.255.255.255 alias
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sh
  $ hostname
  * (glob)
  $ id
  uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)
  $ ps ax
  PID TT  STAT    TIME COMMAND
  808 v0  SJ   0:00.00 /bin/sh
  814 v0  R+J  0:00.00 ps ax
  $ exit
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sh -c '/bin/sleep {nap} & /bin/sleep {nap} & wait' &
  $ ps -ax -o stat,command | grep J
  SJ   /bin/sh -c /bin/sleep {nap} & /bin/sleep {nap} & wait
  SJ   /bin/sleep {nap}
  SJ   /bin/sleep {nap}
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/ps -ax -o stat,command
  STAT COMMAND
  R+J  /bin/ps -ax -o stat,command
