fails: red green-tag green
misconception: A tag is needed at one end only.

  $ ifconfig epair0a.{red} create
  $ ifconfig epair0a.{red} {host_red}/24 up
  $ jexec {jail} ifconfig epair0b {jail_red}/24
  $ jexec {jail} ping -q -c 1 -t 2 {host_red}
  PING {host_red} ({host_red}): 56 data bytes

  --- {host_red} ping statistics ---
  1 packets transmitted, 0 packets received, 100.0% packet loss
  [2]
