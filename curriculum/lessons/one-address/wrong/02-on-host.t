fails: bind listens
misconception: A server of the host is the jail's, as long as the port is right.

  $ nc -lk {address} {port} &
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -z 127.0.0.1 {port} > /dev/null
  Connection to 127.0.0.1 {port} port *succeeded! (glob)
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -l 10.0.2.15 {port}
  nc: Invalid argument
  [1]
