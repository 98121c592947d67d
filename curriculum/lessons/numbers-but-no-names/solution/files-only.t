  $ jexec {jail} getent hosts {name}
  [2]
  $ jexec {jail} grep hosts /etc/nsswitch.conf
  hosts: files
  $ cp /etc/nsswitch.conf /usr/jails/{jail}/etc/nsswitch.conf
  $ jexec {jail} ping -q -c 1 {name}
  ...
