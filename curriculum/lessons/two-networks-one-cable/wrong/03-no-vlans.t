fails: red-here red green-tag green
misconception: Two networks on a cable are two addresses on it.

  $ ifconfig epair0a {host_green}/24 alias
  $ jexec {jail} ifconfig epair0b {jail_red}/24
  $ jexec {jail} ping -q -c 1 -t 2 {host_red}
  PING {host_red} ({host_red}): 56 data bytes

  --- {host_red} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
