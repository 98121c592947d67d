fails: generic why
misconception: What is printed is a source.

  $ sysctl kern.features.vimage
  kern.features.vimage: 1
  $ echo 'patches: FreeBSD 4.7' >> /root/{report}
  $ echo 'option: FreeBSD 8.0' >> /root/{report}
  $ echo 'generic: FreeBSD 11, says an article' >> /root/{report}
