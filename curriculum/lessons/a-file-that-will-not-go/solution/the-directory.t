  $ ls -lod /usr/jails/{jail}/usr/local/etc
  ...
  $ chflags noschg /usr/jails/{jail}/usr/local/etc /usr/jails/{jail}/usr/local/etc/{app}.conf
  $ mv -f /usr/jails/{jail}/root/{app}.conf /usr/jails/{jail}/usr/local/etc/{app}.conf
  $ chflags schg /usr/jails/{jail}/usr/local/etc /usr/jails/{jail}/usr/local/etc/{app}.conf
