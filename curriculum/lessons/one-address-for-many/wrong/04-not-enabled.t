fails: nat out gateway stays
misconception: Rules that are loaded are in force.

  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ kldload pf
  $ echo 'nat on em0 inet from {inner} to any -> (em0)' > /etc/pf.conf
  $ pfctl -f /etc/pf.conf
  $ jexec {jail} ping -q -c 1 -t 2 192.0.2.81
  PING 192.0.2.81 (192.0.2.81): 56 data bytes

  --- 192.0.2.81 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
