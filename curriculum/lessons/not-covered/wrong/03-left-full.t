fails: talked sent cleared
misconception: What a jail took comes back when it ends.

  $ jail /data/jail/{other} {other}.example.org {second_address} /bin/sh -c 'nc -l {port} > /tmp/heard' &
  $ mount -t devfs -o ruleset=4 devfs /data/jail/{site}/dev
  $ jail /data/jail/{site} {site}.example.org {address} /bin/dd if=/dev/zero of=/tmp/big bs=1m count=15 2> /dev/null
