fails: rule no-crutch
misconception: A name that is needed is written down.
fault: files-only

  $ echo '192.0.2.81 {name}' >> /usr/jails/{jail}/etc/hosts
  $ jexec {jail} ping -q -c 1 {name}
  ...
