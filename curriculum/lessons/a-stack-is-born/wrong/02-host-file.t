fails: written again
misconception: There is one sysctl.conf, for the whole machine.

  $ sysctl net.inet.ip.ttl={ttl}
  net.inet.ip.ttl: 64 -> {ttl}
  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare} vnet persist
  $ jexec {bare} ifconfig lo0 127.0.0.1/8 up
  $ echo net.inet.ip.ttl={own_ttl} >> /etc/sysctl.conf
  $ jail -c {jail}
  {jail}: created
