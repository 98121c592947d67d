fails: lease device
misconception: A device that is missing is made with mknod.

  $ jexec {jail} mknod /dev/bpf c 0 23
  ...
  [1]
  $ jexec {jail} dhclient epair0b
  ...
  [1]
