fails: kid refused heir
misconception: A name with a dot is just a name.

  $ jexec {jail} sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ jexec {plain} sysctl net.inet.ip.ttl
  net.inet.ip.ttl: 64
  $ jail -c name={kid} path=/usr/jails/{jail} host.hostname={kid} persist
  $ jail -c name={heir} path=/usr/jails/{jail} host.hostname={heir} vnet persist
  $ jexec {heir} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: 64 -> {own_ttl}
