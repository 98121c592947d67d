fails: there reached
misconception: A server at any address serves every stack.

  $ cmp /usr/bin/nc /usr/jails/{jail}/usr/bin/nc
  $ daemon -f nc -k -l {port}
  $ jexec {jail} netstat -rn -4
  ...
