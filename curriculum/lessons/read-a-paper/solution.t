  $ head -2 /usr/src/share/doc/papers/jail/SUMMARY
  Jails: Confining the omnipotent root
  Poul-Henning Kamp and Robert N. M. Watson. SANE 2000, Maastricht, May 2000.
  $ echo 'wrong: chroot hides only files, and root climbs out of it' >> /root/{sheet}
  $ echo 'rejected: fine-grained privileges instead of one root' >> /root/{sheet}
  $ echo 'left: hidden channels, shares of the processor' >> /root/{sheet}
  $ echo 'name: struct prison' >> /root/{sheet}
  $ sysctl security.jail > /tmp/variables
