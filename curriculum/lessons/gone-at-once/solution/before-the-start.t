  $ jail -v -c {jail}
  ...
  [1]
  $ chmod 755 /root/{nice}.sh
  $ service jail onestart {jail}
  Starting jails: {jail}.
