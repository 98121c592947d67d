  $ echo '.include "/etc/jail.conf.d/*.conf";' >> /etc/jail.conf
  $ echo '{base} { ip4.addr = {base_address}; }' > /etc/jail.conf.d/{base}.conf
  $ echo '{third} { ip4.addr = {third_address}; }' > /etc/jail.conf.d/{third}.conf
  $ echo '{shop} { ip4.addr = {shop_address}; depend = {base}; }' > /etc/jail.conf.d/{shop}.conf
  $ sysrc -R /usr/jails/{base} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc -R /usr/jails/{shop} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ service jail onestart
  Starting jails: {third} {base} {shop}.
  $ jail -r {base}
  {shop}: removed
  {base}: removed
  $ jail -c {shop}
  {base}: created
  {shop}: created
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ reboot
  ...
  $ jls jid name ip4.addr
  1 {third} {third_address}
  2 {base} {base_address}
  3 {shop} {shop_address}
  $ fetch -qo - http://{base_address}/
  <!DOCTYPE html>
  <html><head><title>It works</title></head>
  <body><h1>It works</h1><p>This page is /usr/local/www/index.html.</p></body></html>
