  $ jail -v -c {jail}
  ...
  [1]
  $ sed -i '' '/grep -q ready/d' /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
