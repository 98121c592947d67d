fails: fresh loop again started
misconception: A jail gets values of its own with or without vnet.

  $ sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare} persist
  $ jexec {bare} ifconfig lo0 127.0.0.1/8 up
  ifconfig: socket(family 2,SOCK_DGRAM): Protocol not supported
  [1]
  $ echo net.inet.ip.ttl={own_ttl} >> /usr/jails/{jail}/etc/sysctl.conf
  $ jail -c name={jail} path=/usr/jails/{jail} vnet persist
