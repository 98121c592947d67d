fails: start stop
misconception: A jail made by hand is the jail of the file.

  $ jail -c name={site} path=/usr/jails/{site} interface=em0 ip4.addr={address}/32,{second_address}/32 allow.raw_sockets persist
  $ jexec {site} ping -q -c 1 10.0.2.2 > /dev/null
