fails: answered hall
misconception: Setting it again sets it right.
fault: the-other-side

  $ jexec {hall} ifconfig epair1b inet {hall_address}
  ifconfig: WARNING: setting interface address without mask is deprecated,
  default mask may not be correct.
  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  ...
  [2]
