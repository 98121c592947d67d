fails: set heir
misconception: What the host sets holds for all stacks.

  $ sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ jexec {plain} sysctl net.inet.ip.ttl
  net.inet.ip.ttl: {ttl}
  $ jail -c name={jail}.{kid} path=/usr/jails/{jail} host.hostname={kid} persist
  $ jexec {jail}.{kid} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: 64
  sysctl: net.inet.ip.ttl={own_ttl}: Operation not permitted
  [1]
  $ jail -c name={jail}.{heir} path=/usr/jails/{jail} host.hostname={heir} vnet persist
