  $ jexec {jail} ping -q -c 1 {name}
  ...
  [68]
  $ jexec {jail} cat /etc/resolv.conf
  cat: /etc/resolv.conf: No such file or directory
  [1]
  $ cp /etc/resolv.conf /usr/jails/{jail}/etc/resolv.conf
  $ jexec {jail} ping -q -c 1 {name}
  ...
