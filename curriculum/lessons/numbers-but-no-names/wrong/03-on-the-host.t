fails: by-name server
misconception: The host's resolver is its jails' resolver.
fault: dead-server

  $ echo 'nameserver 10.0.2.3' > /etc/resolv.conf
  $ jexec {jail} ping -q -c 1 {name}
  ping: cannot resolve {name}: Name could not be resolved at this time
  [68]
