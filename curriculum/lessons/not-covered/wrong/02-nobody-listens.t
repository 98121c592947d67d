fails: talked
misconception: A word that is sent is heard.

  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh -c 'echo {word} | nc -N -w 1 {second_address} {port}'
  [1]
  $ mount -t devfs -o ruleset=4 devfs /data/jail/{site}/dev
  $ jail /data/jail/{site} {site}.example.org {address} /bin/dd if=/dev/zero of=/tmp/big bs=1m count=15 2> /dev/null
  $ rm /data/jail/{site}/tmp/big
