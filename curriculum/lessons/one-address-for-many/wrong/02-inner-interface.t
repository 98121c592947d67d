fails: nat out
misconception: The rule belongs to the interface of those whom it serves.

  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ kldload pf
  $ echo 'nat on epair0a inet from {inner} to any -> (em0)' > /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
  $ jexec {jail} ping -q -c 1 -t 2 192.0.2.81
  PING 192.0.2.81 (192.0.2.81): 56 data bytes

  --- 192.0.2.81 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ sysrc gateway_enable=YES pf_enable=YES
  gateway_enable: NO -> YES
  pf_enable: NO -> YES
