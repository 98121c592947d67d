  $ jail -c name={mute} path=/usr/jails/{mute} host.hostname={mute} persist
  $ jexec {mute} nc -l {port}
  nc: Protocol not supported
  [1]
  $ jail -c name={guest} path=/usr/jails/{guest} host.hostname={guest} ip4=inherit ip6=disable persist
  $ ifconfig em0 inet {first}/32 alias
  $ ifconfig em0 inet {second}/32 alias
  $ ifconfig em0 inet6 {six}/128 alias
  $ jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} ip4.addr={first},{second} ip6.addr={six} persist
  $ jls -j {jail} ip4.addr ip6.addr
  {first},{second} {six}
  $ jexec {jail} daemon -f nc -k -l {port}
  $ nc -z -v {first} {port}
  Connection to {first} {port} port *succeeded! (glob)
  $ nc -z -v {six} {port}
  nc: connect to {six} port {port} (tcp) failed: Connection refused
  [1]
  $ jexec {jail} daemon -f nc -6 -k -l {port}
  $ nc -z -v {six} {port}
  Connection to {six} {port} port *succeeded! (glob)
  $ jail -m name={jail} ip4.addr={second}
  $ nc -z -v {first} {port}
  nc: connect to {first} port {port} (tcp) failed: Connection refused
  [1]
  $ nc -z -v {second} {port}
  Connection to {second} {port} port *succeeded! (glob)
  $ jail -m name={jail} ip4=inherit
  jail: ip4 cannot be changed after creation
  [1]
