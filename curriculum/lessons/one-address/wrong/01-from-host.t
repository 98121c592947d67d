fails: loop
misconception: The host's 127.0.0.1 leads to the jail.

  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -lk {port} &
  $ nc -z 127.0.0.1 {port}
  [1]
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -l 10.0.2.15 {port}
  nc: Invalid argument
  [1]
