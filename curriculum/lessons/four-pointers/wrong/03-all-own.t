fails: host-kept refused
misconception: To read a variable is to be able to set it.

  $ jexec {jail} sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ jail -c name={jail}.{kid} path=/usr/jails/{jail} host.hostname={kid} vnet persist
  $ jexec {jail}.{kid} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: 64 -> {own_ttl}
  $ jail -c name={jail}.{heir} path=/usr/jails/{jail} host.hostname={heir} vnet persist
  $ jexec {jail}.{heir} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: 64 -> {own_ttl}
