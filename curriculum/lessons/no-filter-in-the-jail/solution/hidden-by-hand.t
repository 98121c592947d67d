  $ ls /dev/pf
  /dev/pf
  $ jls -j {jail} devfs_ruleset
  5
  $ devfs -m /usr/jails/{jail}/dev rule apply path pf unhide
  $ jexec {jail} pfctl -q -e -f /etc/pf.conf
