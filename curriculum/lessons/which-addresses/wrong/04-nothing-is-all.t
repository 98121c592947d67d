fails: nothing everything
misconception: A jail of which nothing is said has the host's addresses.

  $ jail -c name={mute} path=/usr/jails/{mute} ip4=inherit persist
  $ jail -c name={guest} path=/usr/jails/{guest} persist
  $ ifconfig em0 inet {second}/32 alias
  $ ifconfig em0 inet6 {six}/128 alias
  $ jail -c name={jail} path=/usr/jails/{jail} ip4.addr={first},{second} ip6.addr={six} persist
  $ jexec {jail} daemon -f nc -k -l {port}
  $ jexec {jail} daemon -f nc -6 -k -l {port}
  $ nc -z -v {six} {port}
  Connection to {six} {port} port *succeeded! (glob)
  $ jail -m name={jail} ip4.addr={second}
