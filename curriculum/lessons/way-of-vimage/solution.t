  $ sysctl kern.features.vimage
  kern.features.vimage: 1
  $ grep -r '12\.0' /usr/src/share/doc/papers | head -1
  ...
  $ echo 'patches: FreeBSD 4.7, in 2002' >> /root/{report}
  $ echo 'option: FreeBSD 8.0, to be compiled in' >> /root/{report}
  $ echo 'generic: FreeBSD 12.0, by the summary on release engineering' >> /root/{report}
  $ echo 'why: (my guess) every part of the network had to learn how to end, not only how to begin' >> /root/{report}
