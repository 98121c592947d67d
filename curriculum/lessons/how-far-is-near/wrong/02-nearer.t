fails: answered desk hall
misconception: If it is not seen, move it where it is.
fault: one-bit-too-many

  $ jexec {hall} ifconfig epair1b inet 10.{net}.8.30/22
  $ jexec {hall} ifconfig epair1b inet {hall_address} delete
  ifconfig: ioctl (SIOCDIFADDR): permission denied
  [1]
  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  ...
  [2]
