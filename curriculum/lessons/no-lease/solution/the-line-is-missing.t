  $ devfs rule -s {ruleset} show
  100 include 5
  $ echo "add path 'bpf*' unhide" >> /etc/devfs.rules
  $ service devfs restart
  $ service jail onerestart {jail}
  Stopping jails: {jail}.
  Starting jails: {jail}.
  $ jexec {jail} dhclient epair0b
  ...
