fails: app db short rules arrow
misconception: Blocked is safe, and safe is done.

  $ echo 'block' > /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
  $ jexec web nc -z -w 1 {app_address} {app_port}
  [1]
