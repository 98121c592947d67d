fails: base-serves shop-serves
misconception: There is one rc.conf for the machine.

  $ echo '.include "/etc/jail.conf.d/*.conf";' >> /etc/jail.conf
  $ echo '{base} { ip4.addr = {base_address}; }' > /etc/jail.conf.d/{base}.conf
  $ echo '{third} { ip4.addr = {third_address}; }' > /etc/jail.conf.d/{third}.conf
  $ echo '{shop} { ip4.addr = {shop_address}; depend = {base}; }' > /etc/jail.conf.d/{shop}.conf
  $ sysrc httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ reboot
  ...
