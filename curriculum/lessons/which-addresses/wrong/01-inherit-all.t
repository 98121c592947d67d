fails: six second
misconception: Everything is simpler than a list.

  $ jail -c name={mute} path=/usr/jails/{mute} persist
  $ jexec {mute} nc -l {port}
  nc: Protocol not supported
  [1]
  $ jail -c name={guest} path=/usr/jails/{guest} ip4=inherit ip6=disable persist
  $ ifconfig em0 inet {second}/32 alias
  $ ifconfig em0 inet6 {six}/128 alias
  $ jail -c name={jail} path=/usr/jails/{jail} ip4=inherit ip6=inherit persist
  $ jexec {jail} daemon -f nc -k -l {port}
  $ jexec {jail} daemon -f nc -6 -k -l {port}
  $ nc -z -v {six} {port}
  Connection to {six} {port} port *succeeded! (glob)
