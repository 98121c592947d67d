fails: next open
misconception: A report that asks nothing is complete.

  $ echo 'subject: epair(4)' >> /root/{report}
  $ echo 'since: FreeBSD 8.0' >> /root/{report}
  $ echo 'next: bridge(4)' >> /root/{report}
  $ echo 'why: (my guess) two network stacks of one machine had no cable between them' >> /root/{report}
  $ echo 'open: nothing' >> /root/{report}
