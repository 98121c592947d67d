fails: not-by-the-jail
misconception: What the jail wants to do it must be allowed to do.
fault: system-immutable

  $ jail -m name={jail} allow.chflags
  $ jexec {jail} chflags noschg /usr/local/etc/{app}.conf
  $ jexec {jail} mv -f /root/{app}.conf /usr/local/etc/{app}.conf
  $ jexec {jail} chflags schg /usr/local/etc/{app}.conf
