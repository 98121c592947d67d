  $ jls -j {jail} devfs_ruleset
  {ruleset}
  $ devfs rule -s {ruleset} show
  100 include 5
  200 path bpf* unhide
  $ devfs -m /usr/jails/{jail}/dev rule apply path 'bpf*' unhide
  $ jexec {jail} dhclient epair0b
  ...
