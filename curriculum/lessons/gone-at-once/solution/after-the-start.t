  $ jail -v -c {jail}
  ...
  [1]
  $ sed -i '' '/em7/d' /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
