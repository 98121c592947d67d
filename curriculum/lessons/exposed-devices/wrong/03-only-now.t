fails: disk file started
misconception: What is closed stays closed.

  $ jexec {site} tcpdump -n -c 6 -i em0 > /root/{loot} &
  $ fetch -q -o /dev/null http://papers.freebsd.org/
  $ sleep 2
  ...
  $ devfs -m /usr/jails/{site}/dev ruleset 4
  $ devfs -m /usr/jails/{site}/dev rule applyset
