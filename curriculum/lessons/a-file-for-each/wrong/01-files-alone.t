fails: included shop-serves
misconception: A directory of files is read because it is there.

  $ echo '{base} { path = "/usr/jails/$name"; interface = em0; ip4.addr = {base_address}; mount.devfs; exec.start = "/bin/sh /etc/rc"; }' > /etc/jail.conf.d/{base}.conf
  $ echo '{third} { path = "/usr/jails/$name"; interface = em0; ip4.addr = {third_address}; mount.devfs; exec.start = "/bin/sh /etc/rc"; }' > /etc/jail.conf.d/{third}.conf
  $ echo '{shop} { path = "/usr/jails/$name"; interface = em0; ip4.addr = {shop_address}; depend = {base}; mount.devfs; exec.start = "/bin/sh /etc/rc"; }' > /etc/jail.conf.d/{shop}.conf
  $ sysrc -R /usr/jails/{base} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc -R /usr/jails/{shop} httpd_lite_enable=YES
  httpd_lite_enable:  -> YES
  $ sysrc jail_list="{base} {shop} {third}" jail_enable=YES
  jail_list:*-> {base} {shop} {third} (glob)
  jail_enable: NO -> YES
  $ reboot
  ...
