fails: why
misconception: What a thing does is why it came.

  $ echo 'subject: epair(4)' >> /root/{report}
  $ echo 'since: FreeBSD 8.0' >> /root/{report}
  $ echo 'next: bridge(4), vnet(9)' >> /root/{report}
  $ echo 'why: it is a cable in software' >> /root/{report}
  $ echo 'open: who asked for it first?' >> /root/{report}
