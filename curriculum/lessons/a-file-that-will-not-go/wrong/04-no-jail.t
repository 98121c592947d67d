fails: new runs protected not-by-the-jail
misconception: A jail's files are held by the jail.
fault: user-immutable

  $ jail -r {jail}
  $ mv -f /usr/jails/{jail}/root/{app}.conf /usr/jails/{jail}/usr/local/etc/{app}.conf
  ...
  [1]
