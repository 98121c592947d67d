fails: two raw
misconception: A file that was changed changes the jail that runs.

  $ jail -c {site}
  {site}: created
  $ sed -i '' 's|{address}/32;|{address}/32, {second_address}/32;|' /etc/jail.conf
  $ sed -i '' 's|persist;|persist; exec.stop = "echo closing > /tmp/state";|' /etc/jail.conf
  $ ping -q -c 1 10.0.2.2 > /dev/null
