  $ jexec {jail} mv -f /root/{app}.conf /usr/local/etc/{app}.conf
  ...
  [1]
  $ jexec {jail} chflags nouchg /usr/local/etc/{app}.conf
  $ jexec {jail} mv -f /root/{app}.conf /usr/local/etc/{app}.conf
  $ chflags schg /usr/jails/{jail}/usr/local/etc/{app}.conf
