fails: file
misconception: The running jail is the jail.
fault: its-own-start-does-it

  $ jail -m name={jail} securelevel=2
  $ jexec {jail} pfctl -q -e -f /etc/pf.{jail}.conf
