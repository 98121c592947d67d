fails: name running
misconception: Ideas need not be looked for in the system.

  $ echo 'wrong: chroot alone' >> /root/{sheet}
  $ echo 'rejected: splitting root' >> /root/{sheet}
  $ echo 'left: more addresses, IPv6' >> /root/{sheet}
  $ echo 'name: a partition' >> /root/{sheet}
