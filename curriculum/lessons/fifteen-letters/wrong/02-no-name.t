fails: named
misconception: What cannot be named need not be.
fault: no-such-end

  $ sed -i '' -e '/exec.prestart/d' -e 's/e0b_{short}/epair0b/g' /etc/jail.conf
  $ service jail onestart {jail}
  Starting jails: {jail}.
