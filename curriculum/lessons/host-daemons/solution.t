  $ echo for-{site} | nc -N -w 1 {address} {port}
  $ cat /var/log/hostserver
  for-{site}
  $ pkill nc
  $ nc -lk 10.0.2.15 {port} >> /var/log/hostserver &
  $ echo again | nc -N -w 1 {address} {port}
  [1]
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -lk {port} > /var/log/{site} &
  $ echo for-{site} | nc -N -w 1 {address} {port}
  $ cat /var/log/{site}
  for-{site}
