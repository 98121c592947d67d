  $ echo 'subject: epair(4)' >> /root/{report}
  $ man 4 epair | tail -5 > /tmp/history
  $ echo 'since: FreeBSD 8.0' >> /root/{report}
  $ echo 'next: bridge(4), vnet(9)' >> /root/{report}
  $ echo 'why: (my guess) two network stacks of one machine had no cable between them' >> /root/{report}
  $ echo 'open: who asked for it first?' >> /root/{report}
