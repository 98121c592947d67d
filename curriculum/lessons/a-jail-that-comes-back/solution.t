  $ echo '{jail} {' > /etc/jail.conf
  $ echo '  path = "/usr/jails/$name";' >> /etc/jail.conf
  $ echo '  host.hostname = "$name.{domain}";' >> /etc/jail.conf
  $ echo '  interface = em0; ip4.addr = {address};' >> /etc/jail.conf
  $ echo '  exec.start = "/bin/sh /etc/rc";' >> /etc/jail.conf
  $ echo '  exec.stop = "/bin/sh /etc/rc.shutdown jail";' >> /etc/jail.conf
  $ echo '  exec.clean; mount.devfs;' >> /etc/jail.conf
  $ echo '}' >> /etc/jail.conf
  $ service jail start
  Cannot 'start' jail. Set jail_enable to YES in /etc/rc.conf or use 'onestart' instead of 'start'.
  $ service jail onestart {jail}
  Starting jails: {jail}.
  $ jls
     JID  IP Address      Hostname                      Path
       1*{address}*{jail}.{domain}*/usr/jails/{jail} (glob)
  $ service jail onestop {jail}
  Stopping jails: {jail}.
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ reboot
  ...
  $ jls
     JID  IP Address      Hostname                      Path
       1*{address}*{jail}.{domain}*/usr/jails/{jail} (glob)
