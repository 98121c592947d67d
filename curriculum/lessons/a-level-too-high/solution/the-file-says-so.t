  $ jexec {jail} pfctl -f /etc/pf.{jail}.conf
  pfctl: DIOCOSFPFLUSH: Operation not permitted
  [1]
  $ jexec {jail} sysctl kern.securelevel
  kern.securelevel: 3
  $ sed -i '' 's/securelevel = 3/securelevel = 2/' /etc/jail.conf
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} pfctl -q -e -f /etc/pf.{jail}.conf
