fails: level file
misconception: The lower, the fewer obstacles.
fault: the-file-says-so

  $ jail -m name={jail} securelevel=0
  $ jexec {jail} pfctl -q -e -f /etc/pf.{jail}.conf
