fails: reached
misconception: In a stack of one's own every address is as good as any other.

  $ cmp /usr/bin/nc /usr/jails/{jail}/usr/bin/nc
  $ daemon -f nc -k -l {port}
  $ jexec {jail} ifconfig lo0 127.0.0.1/8 up
  $ jexec {jail} daemon -f nc -k -l 127.0.0.1 {port}
  $ jexec {jail} netstat -rn -4
  ...
