fails: null
misconception: A jail needs no devices.

  $ jail /data/jail/{site} {site}.example.org {address} /sbin/mknod /tmp/disk c 0 11
  mknod: /tmp/disk: Operation not permitted
  [1]
  $ umount /data/jail/{site}/dev
