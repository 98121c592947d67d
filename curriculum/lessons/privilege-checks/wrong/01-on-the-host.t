fails: mount node raw port
misconception: Root is refused these things everywhere on such a kernel.

  $ su root -c id
  uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)
  $ mount -t tmpfs tmpfs /mnt
  $ ping -q -c 1 10.0.2.2 > /dev/null
  $ touch /data/jail/{site}/tmp/mine
  $ chown {owner} /data/jail/{site}/tmp/mine
  $ nc -l {port} &
