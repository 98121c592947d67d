fails: reaches
misconception: An interface of that name is that interface.
fault: taken

  $ sed -i '' '/epair0b name/d' /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
