fails: nodisk nobpf started
misconception: A running jail follows its file.

  $ jexec {site} dd if=/dev/ada0 of=/dev/null count=1
  dd: /dev/ada0: Operation not supported by device
  0+0 records in
  0+0 records out
  0 bytes transferred in 0.000009 secs (0 bytes/sec)
  [1]
  $ jexec {site} tcpdump -n -c 6 -i em0 > /root/{loot} &
  $ fetch -q -o /dev/null http://papers.freebsd.org/
  $ sleep 2
  ...
  $ sed -i '' 's/devfs_ruleset = {number}/devfs_ruleset = 4/' /etc/jail.conf
