fails: protected
misconception: A flag belongs to a name.
fault: user-immutable

  $ jexec {jail} chflags nouchg /usr/local/etc/{app}.conf
  $ jexec {jail} mv -f /root/{app}.conf /usr/local/etc/{app}.conf
