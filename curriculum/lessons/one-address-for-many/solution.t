  $ jexec {jail} ping -q -c 1 -t 2 192.0.2.81
  PING 192.0.2.81 (192.0.2.81): 56 data bytes

  --- 192.0.2.81 ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ sysctl net.inet.ip.forwarding=1
  net.inet.ip.forwarding: 0 -> 1
  $ kldload pf
  $ echo 'nat on em0 inet from {inner} to any -> (em0)' > /etc/pf.conf
  $ echo 'pass' >> /etc/pf.conf
  $ pfctl -f /etc/pf.conf
  $ pfctl -e
  pf enabled
  $ jexec {jail} ping -c 1 192.0.2.81
  PING 192.0.2.81 (192.0.2.81): 56 data bytes
  64 bytes from 192.0.2.81: icmp_seq=0 ttl=60 time=* ms (glob)

  --- 192.0.2.81 ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ sysrc gateway_enable=YES
  gateway_enable: NO -> YES
  $ sysrc pf_enable=YES
  pf_enable: NO -> YES
