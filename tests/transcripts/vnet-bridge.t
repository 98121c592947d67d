Two jails on one bridge. Source: facts 4.3, 4.4, 4.8 (sys/net/if_bridge.c).

  $ ifconfig bridge create
  bridge0
  $ for j in a b; do jail -c name=$j path=/ vnet persist; ifconfig epair create; done
  epair0a
  epair1a
  $ ifconfig epair0b vnet a; ifconfig epair1b vnet b
  $ ifconfig bridge0 addm epair0a addm epair1a up
  $ ifconfig bridge0 addm epair0a
  ifconfig: BRDGADD epair0a: File exists
  [1]
  $ ifconfig bridge0 addm lo0
  ifconfig: BRDGADD lo0: Invalid argument
  [1]
  $ ifconfig epair0a up; ifconfig epair1a up
  $ jexec a ifconfig epair0b 10.0.0.1/24; jexec b ifconfig epair1b 10.0.0.2/24
  $ jexec a ping -q -c 1 10.0.0.2
  PING 10.0.0.2 (10.0.0.2): 56 data bytes

  --- 10.0.0.2 ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = 0.*/0.*/0.*/0.000 ms (glob)

It has learned who is behind which port, newest members are listed first.

  $ ifconfig bridge0 addr | wc -l
         2
  $ ifconfig bridge0 | grep member
  	member: epair1a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  	member: epair0a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
  $ ifconfig bridge0 deletem em0
  ifconfig: BRDGDEL em0: No such file or directory
  [1]
