fails: mount node raw port
misconception: A jail goes on without its processes.

  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh
  $ mount -t tmpfs tmpfs /mnt
  mount: tmpfs: Operation not permitted
  [1]
  $ mknod /tmp/disk c 0 11
  mknod: /tmp/disk: Operation not permitted
  [1]
  $ ping -c 1 10.0.2.2
  ping: ssend socket: Operation not permitted
  [71]
  $ touch /tmp/mine
  $ chown {owner} /tmp/mine
  $ exit
