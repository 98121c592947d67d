  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes

  --- {far_address} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
  $ jexec {jail} route -n get {far_address} | grep -E 'gateway|flags'
      gateway: 127.0.0.1
        flags: <UP,GATEWAY,DONE,STATIC,BLACKHOLE>
  $ jexec {jail} route delete -net {far_net}
  delete net 10.{b}.0.0
  $ jexec {jail} ping -q -c 1 -t 2 {far_address}
  PING {far_address} ({far_address}): 56 data bytes

  --- {far_address} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
