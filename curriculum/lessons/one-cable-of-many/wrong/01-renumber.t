fails: answered numbers
misconception: Who is not answered has the wrong address.
fault: off-the-bridge

  $ jexec {shop} ifconfig epair0b inet 10.{net}.1.21/24
  $ jexec {shop} ifconfig epair0b inet {shop_address} delete
  ifconfig: ioctl (SIOCDIFADDR): permission denied
  [1]
  $ jexec {shop} ping -q -c 1 -t 2 {base_address}
  ...
  [2]
