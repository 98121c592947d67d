fails: out card numbers
misconception: Who is not answered has the wrong address.
fault: card-off

  $ jexec {jail} ifconfig epair0b inet 10.0.2.99/24
  $ jexec {jail} ifconfig epair0b inet {address} delete
  ifconfig: ioctl (SIOCDIFADDR): permission denied
  [1]
  $ jexec {jail} ping -q -c 1 -t 2 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
