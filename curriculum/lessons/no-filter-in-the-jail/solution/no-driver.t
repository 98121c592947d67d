  $ jexec {jail} pfctl -e -f /etc/pf.conf
  ...
  [1]
  $ ls /dev/pf
  ...
  [1]
  $ kldload pf
  $ jexec {jail} pfctl -q -e -f /etc/pf.conf
