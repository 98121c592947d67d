fails: answered desk
misconception: Setting it again sets it right.
fault: no-mask

  $ jexec {desk} ifconfig epair0b inet {desk_address}
  ifconfig: WARNING: setting interface address without mask is deprecated,
  default mask may not be correct.
  $ jexec {desk} ping -q -c 1 -t 2 {hall_address}
  ...
  [2]
