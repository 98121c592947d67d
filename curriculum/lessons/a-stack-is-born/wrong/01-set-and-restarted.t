fails: written again
misconception: What was set in a jail is set for the jail.

  $ sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare} vnet persist
  $ jexec {bare} ifconfig lo0 127.0.0.1/8 up
  $ jail -c {jail}
  {jail}: created
  $ jexec {jail} sysctl net.inet.ip.ttl={own_ttl}
  net.inet.ip.ttl: 64 -> {own_ttl}
  $ jail -rc {jail}
  {jail}: created
