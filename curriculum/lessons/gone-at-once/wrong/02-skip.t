fails: there stays script
misconception: What fails can be left out.
fault: after-the-start

  $ sed -i '' '/exec.prestart/d' /etc/jail.conf
  $ service jail onestart {jail}
  ...
