  $ mount -t devfs -o ruleset=4 devfs /data/jail/{site}/dev
  $ jail /data/jail/{other} {other}.example.org {second_address} /bin/sh -c 'nc -l {port} > /tmp/heard' &
  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh -c 'echo {word} | nc -N -w 1 {second_address} {port}'
  [1]   Done                    jail /data/jail/{other} {other}.example.org {second_address} /bin/sh -c nc -l {port} > /tmp/heard
  $ cat /data/jail/{other}/tmp/heard
  {word}
  $ jail /data/jail/{site} {site}.example.org {address} /bin/dd if=/dev/zero of=/tmp/big bs=1m count=15 2> /dev/null
  $ rm /data/jail/{site}/tmp/big
