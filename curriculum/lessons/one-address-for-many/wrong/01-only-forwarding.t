fails: nat out stays
misconception: A router is enough: the outside will find its way back.

  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ sysrc gateway_enable=YES
  gateway_enable: NO -> YES
  $ jexec {jail} ping -q -c 1 -t 2 192.0.2.81
  PING 192.0.2.81 (192.0.2.81): 56 data bytes

  --- 192.0.2.81 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
