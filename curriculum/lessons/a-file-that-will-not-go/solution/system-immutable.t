  $ jexec {jail} mv -f /root/{app}.conf /usr/local/etc/{app}.conf
  ...
  [1]
  $ ls -lo /usr/jails/{jail}/usr/local/etc/{app}.conf
  ...
  $ chflags noschg /usr/jails/{jail}/usr/local/etc/{app}.conf
  $ mv -f /usr/jails/{jail}/root/{app}.conf /usr/jails/{jail}/usr/local/etc/{app}.conf
  $ chflags schg /usr/jails/{jail}/usr/local/etc/{app}.conf
