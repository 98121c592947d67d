fails: two start
misconception: After the last step everything may be taken down.

  $ sed -i '' 's|{address}/32;|{address}/32, {second_address}/32;|' /etc/jail.conf
  $ sed -i '' 's|persist;|persist; exec.stop = "echo closing > /tmp/state";|' /etc/jail.conf
  $ jail -c {site}
  {site}: created
  $ jail -m name={site} allow.raw_sockets
  $ jexec {site} ping -q -c 1 10.0.2.2 > /dev/null
  $ jail -r {site}
  {site}: removed
