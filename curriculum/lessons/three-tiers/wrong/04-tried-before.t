fails: short db arrow
misconception: A test made before the rules counts for the rules.

  $ jexec web nc -z -w 1 {db_address} {db_port}
  ...
  $ jexec web nc -z -w 1 {app_address} {app_port}
  ...
  $ echo 'block' > /etc/pf.conf
  $ echo 'pass in proto tcp from {app_address} to {db_address} port {db_port}' >> /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
