fails: nobpf file started
misconception: The disk is the dangerous one.

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
  $ devfs -m /usr/jails/{site}/dev rule apply path 'ada*' hide
