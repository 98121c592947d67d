fails: history
misconception: What a system has came with the release that it runs.

  $ man 2 jail | head -1
  JAIL(2)                  FreeBSD System Calls Manual                   JAIL(2)
  $ man -k {word} > /tmp/pages
  $ mkdir -p /tmp/root/bin
  $ cp /rescue/sh /rescue/ls /tmp/root/bin/
  $ uname -r
  14.0-STABLE
  $ echo 'jail_attach FreeBSD 14.0' > /root/{notes}
