fails: booted answered
misconception: A line that is right need not be tried.
fault: no-jails

  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
