fails: runs address enabled
misconception: What stands in jail.conf is started at boot.

  $ echo '{jail} { path = "/usr/jails/$name"; interface = em0; ip4.addr = {address}; persist; }' > /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
  $ reboot
  ...
