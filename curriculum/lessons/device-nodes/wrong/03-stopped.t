fails: refused alive
misconception: A jail has to be stopped to lose a device.

  $ mknod /tmp/disk c 0 11
  $ pkill -f 'sleep 90000'
  $ umount /data/jail/{site}/dev
  $ mount -t devfs -o ruleset=4 devfs /data/jail/{site}/dev
