  $ service jail onestart {jail}
  ...
  $ jail -v -c {jail}
  ...
  $ sed -i '' 's/^{jail} [{]/&  persist;/' /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
  $ jls -j {jail} persist
  true
