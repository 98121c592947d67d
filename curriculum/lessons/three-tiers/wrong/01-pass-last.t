fails: short arrow
misconception: The first rule that fits decides.

  $ echo 'block' > /etc/pf.conf
  $ echo 'pass in proto tcp from {app_address} to {db_address} port {db_port}' >> /etc/pf.conf
  $ echo 'pass' >> /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
  $ jexec web nc -z -w 1 {app_address} {app_port}
  ...
  $ jexec app nc -z -w 1 {db_address} {db_port}
  ...
  $ jexec web nc -z -w 1 {db_address} {db_port}
  ...
