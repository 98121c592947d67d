  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh
  $ id
  uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)
  $ mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
  $ mknod /tmp/disk c 0 11
  mknod: /tmp/disk: Operation not permitted
  [1]
  $ ping -c 1 10.0.2.2
  ping: ssend socket: Operation not permitted
  [71]
  $ ifconfig em0 down
  ifconfig: down: permission denied
  [1]
  $ route add default 10.0.2.9
  add net default: gateway 10.0.2.9 fib 0: Operation not permitted
  [1]
  $ chflags schg /etc/group
  chflags: /etc/group: Operation not permitted
  [1]
  $ touch /tmp/mine
  $ chown {owner} /tmp/mine
  $ nc -l {port} &
