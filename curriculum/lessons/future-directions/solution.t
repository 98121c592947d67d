  $ sed -i '' 's|{address}/32;|{address}/32, {second_address}/32;|' /etc/jail.conf
  $ jail -c {site}
  {site}: created
  $ jls -j {site} ip4.addr
  {address},{second_address}
  $ jexec {site} ping -c 1 10.0.2.2
  ping: ssend socket: Operation not permitted
  [71]
  $ jail -m name={site} allow.raw_sockets
  $ jexec {site} ping -q -c 1 10.0.2.2 > /dev/null
  $ jexec {site} cat /tmp/state
  {mark}
  $ sed -i '' 's|persist;|persist; exec.stop = "echo closing > /tmp/state";|' /etc/jail.conf
  $ jail -r {site}
  {site}: removed
  $ cat /usr/jails/{site}/tmp/state
  closing
  $ jail -c {site}
  {site}: created
  $ jls -j {site} allow.raw_sockets
  false
