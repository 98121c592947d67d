  $ jexec {jail} cat /etc/resolv.conf
  nameserver 10.0.2.{dead}
  $ cp /etc/resolv.conf /usr/jails/{jail}/etc/resolv.conf
  $ jexec {jail} ping -q -c 1 {name}
  ...
