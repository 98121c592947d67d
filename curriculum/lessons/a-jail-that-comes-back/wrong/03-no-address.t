fails: address booted
misconception: A jail has the host's address unless it is told another.

  $ echo '{jail} { path = "/usr/jails/$name"; persist; }' > /etc/jail.conf
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ service jail start
  Starting jails: {jail}.
