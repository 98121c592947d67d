fails: script written
misconception: A short file has fewer faults.

  $ echo '{jail} { path = "/"; persist; }' > /etc/jail.conf
  $ service jail onestart {jail}
  ...
