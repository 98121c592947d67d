fails: included base-serves shop-serves third-runs rebooted
misconception: A pattern is a word like any other.

  $ echo '.include /etc/jail.conf.d/*.conf;' >> /etc/jail.conf
  $ echo '{base} { ip4.addr = {base_address}; }' > /etc/jail.conf.d/{base}.conf
  $ echo '{third} { ip4.addr = {third_address}; }' > /etc/jail.conf.d/{third}.conf
  $ echo '{shop} { ip4.addr = {shop_address}; depend = {base}; }' > /etc/jail.conf.d/{shop}.conf
  $ sysrc -R /usr/jails/{base} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc -R /usr/jails/{shop} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ jail -e ' '
  jail: /etc/jail.conf line 11: unterminated comment
  jail: /etc/jail.conf: unexpected EOF
  [1]
