  $ jexec {jail} sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ sysctl net.inet.ip.ttl
  net.inet.ip.ttl: 64
  $ jexec {plain} sysctl net.inet.ip.ttl
  net.inet.ip.ttl: 64
  $ jail -c name={jail}.{kid} path=/usr/jails/{jail} host.hostname={kid} persist
  $ jexec {jail}.{kid} sysctl net.inet.ip.ttl
  net.inet.ip.ttl: {ttl}
  $ jexec {jail}.{kid} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: {ttl}
  sysctl: net.inet.ip.ttl={own_ttl}: Operation not permitted
  [1]
  $ jail -c name={jail}.{heir} path=/usr/jails/{jail} host.hostname={heir} vnet persist
  $ jexec {jail}.{heir} sysctl net.inet.ip.ttl
  net.inet.ip.ttl: 64
  $ jexec {jail}.{heir} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: 64 -> {own_ttl}
