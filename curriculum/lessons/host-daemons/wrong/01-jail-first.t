fails: caught bound
misconception: A jail that listens keeps the host's server away for good.

  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -lk {port} > /var/log/{site} &
  $ echo for-{site} | nc -N -w 1 {address} {port}
  $ cat /var/log/{site}
  for-{site}
