  $ jexec {jail} pfctl -f /etc/pf.{jail}.conf
  pfctl: DIOCOSFPFLUSH: Operation not permitted
  [1]
  $ grep securelevel /etc/jail.conf
    securelevel = 2;
  $ jail -m name={jail} securelevel=2
  $ jexec {jail} pfctl -q -e -f /etc/pf.{jail}.conf
