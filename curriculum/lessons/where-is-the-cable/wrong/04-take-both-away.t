fails: other
misconception: To get what a jail has one removes the jail.
fault: a-child-has-it

  $ jail -r {other}
  ...
  $ service jail onestart {new}
  Starting jails: {new}.
