fails: there reached
misconception: A port that is taken is taken in the whole machine.

  $ cmp /usr/bin/nc /usr/jails/{jail}/usr/bin/nc
  $ daemon -f nc -k -l {port}
  $ jexec {jail} daemon -f nc -k -l 8080
  $ jexec {jail} netstat -rn -4
  ...
