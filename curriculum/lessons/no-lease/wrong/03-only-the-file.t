fails: lease device
misconception: What stands in the file holds.
fault: the-line-is-missing

  $ echo "add path 'bpf*' unhide" >> /etc/devfs.rules
  $ jexec {jail} dhclient epair0b
  ...
  [1]
