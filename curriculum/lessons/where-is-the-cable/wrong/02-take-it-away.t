fails: other
misconception: To get what a jail has one removes the jail.
fault: another-has-it

  $ jail -r {other}
  {other}: removed
  $ service jail onestart {new}
  Starting jails: {new}.
