fails: waits rebooted
misconception: Jails start in the order in which one thinks of them.

  $ echo '.include "/etc/jail.conf.d/*.conf";' >> /etc/jail.conf
  $ echo '{base} { ip4.addr = {base_address}; }' > /etc/jail.conf.d/{base}.conf
  $ echo '{third} { ip4.addr = {third_address}; }' > /etc/jail.conf.d/{third}.conf
  $ echo '{shop} { ip4.addr = {shop_address}; }' > /etc/jail.conf.d/{shop}.conf
  $ sysrc -R /usr/jails/{base} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc -R /usr/jails/{shop} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ service jail start
  Starting jails: {third} {shop} {base}.
