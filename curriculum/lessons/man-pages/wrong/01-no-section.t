fails: section
misconception: One name, one page.

  $ man -k {word} > /tmp/pages
  $ man jail | head -1
  JAIL(8)                FreeBSD System Manager's Manual                 JAIL(8)
  $ man jail 2 | head -1
  JAIL(8)                FreeBSD System Manager's Manual                 JAIL(8)
  No manual entry for "2"
  $ mkdir -p /tmp/root/bin
  $ cp /rescue/sh /rescue/ls /tmp/root/bin/
  $ echo 'jail_attach FreeBSD 5.1' > /root/{notes}
