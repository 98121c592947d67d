fails: changed
misconception: One can see where a value comes from while all values are equal.

  $ jail -c name={bare} path=/usr/jails/{bare} host.hostname={bare} vnet persist
  $ jexec {bare} ifconfig lo0 127.0.0.1/8 up
  $ echo net.inet.ip.ttl={own_ttl} >> /usr/jails/{jail}/etc/sysctl.conf
  $ jail -c {jail}
  {jail}: created
