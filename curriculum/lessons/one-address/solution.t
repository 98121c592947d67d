  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -lk {port} &
  $ sockstat -4lq | grep {port}
  root     nc           806 3   tcp4   {address}:{port}       *:*
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -z 127.0.0.1 {port} > /dev/null
  Connection to 127.0.0.1 {port} port *succeeded! (glob)
  $ nc -z 127.0.0.1 {port}
  [1]
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -l 10.0.2.15 {port}
  nc: Invalid argument
  [1]
