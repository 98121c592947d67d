fails: order
misconception: A jail that runs has been mended.
fault: a-name

  $ service jail onestart
  ...
  $ jail -c name={web} path=/usr/jails/{web} host.hostname={web}.{domain} ip4.addr=10.0.2.{last} persist
