fails: bound reached
misconception: Asking the host's address shows who answers at the jail's.

  $ echo for-{site} | nc -N -w 1 10.0.2.15 {port}
  $ cat /var/log/hostserver
  for-{site}
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -lk {port} > /var/log/{site} &
