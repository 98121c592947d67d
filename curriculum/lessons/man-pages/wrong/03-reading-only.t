fails: search example
misconception: Reading an example is trying it.

  $ man 2 jail | head -1
  JAIL(2)                  FreeBSD System Calls Manual                   JAIL(2)
  $ man 8 chroot > /tmp/page
  $ man nosuchword
  No manual entry for "nosuchword"
  [1]
  $ echo 'jail_attach FreeBSD 5.1' > /root/{notes}
