fails: bind loop foreign
misconception: A server has to be told the jail's address.

  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -lk {address} {port} &
  $ jail /data/jail/{site} {site}.example.org {address} /usr/bin/nc -z {address} {port} > /dev/null
  Connection to {address} {port} port *succeeded! (glob)
