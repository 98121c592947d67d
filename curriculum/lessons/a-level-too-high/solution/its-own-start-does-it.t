  $ jexec {jail} pfctl -f /etc/pf.{jail}.conf
  pfctl: DIOCOSFPFLUSH: Operation not permitted
  [1]
  $ grep securelevel /etc/jail.conf
    securelevel = 2;
    exec.start += "/sbin/sysctl kern.securelevel=3 > /dev/null";
  $ sed -i '' '/securelevel=3/d' /etc/jail.conf
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} pfctl -q -e -f /etc/pf.{jail}.conf
