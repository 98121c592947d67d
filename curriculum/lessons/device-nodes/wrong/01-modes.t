fails: disk
misconception: A node that only root may read is safe.

  $ jail /data/jail/{site} {site}.example.org {address} /sbin/mknod /tmp/disk c 0 11
  mknod: /tmp/disk: Operation not permitted
  [1]
  $ chmod 600 /data/jail/{site}/dev/ada0 /data/jail/{site}/dev/mem
