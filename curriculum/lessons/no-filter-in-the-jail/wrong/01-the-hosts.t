fails: filter device
misconception: There is one pf.
fault: the-usual-ruleset

  $ pfctl -q -e
  $ jexec {jail} pfctl -q -f /etc/pf.conf
  ...
  [1]
