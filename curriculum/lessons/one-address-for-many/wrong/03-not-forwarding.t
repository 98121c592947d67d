fails: forwards nat out gateway
misconception: A packet filter that translates also forwards.

  $ kldload pf
  $ echo 'nat on em0 inet from {inner} to any -> (em0)' > /etc/pf.conf
  $ pfctl -ef /etc/pf.conf
  pf enabled
  $ sysrc pf_enable=YES
  pf_enable: NO -> YES
  $ jexec {jail} ping -q -c 1 -t 2 192.0.2.81
  PING 192.0.2.81 (192.0.2.81): 56 data bytes

  --- 192.0.2.81 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
