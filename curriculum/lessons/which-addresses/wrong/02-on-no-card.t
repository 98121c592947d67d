fails: serves-six serves-second
misconception: A jail's list puts the addresses on a card.

  $ jail -c name={mute} path=/usr/jails/{mute} persist
  $ jexec {mute} nc -l {port}
  nc: Protocol not supported
  [1]
  $ jail -c name={guest} path=/usr/jails/{guest} ip4=inherit ip6=disable persist
  $ jail -c name={jail} path=/usr/jails/{jail} ip4.addr={first},{second} ip6.addr={six} persist
  $ jexec {jail} daemon -f nc -k -l {port}
  $ jail -m name={jail} ip4.addr={second}
