  $ jail -c name={one} path=/ vnet persist
  $ jail -c name={two} path=/ vnet persist
  $ jexec {one} ifconfig lo0 inet {address}/32 up
  $ jexec {two} ifconfig lo0 inet {address}/32 up
  $ echo "jexec {one} ifconfig lo0 | grep -q 'inet {address} ' && jexec {two} ifconfig lo0 | grep -q 'inet {address} '" > /root/prove.sh
  $ sh /root/prove.sh
  $ jail -r {two}
  ...
  $ jail -c name={two} path=/ ip4=inherit persist
  $ sh /root/prove.sh
  [1]
  $ jail -r {two}
  ...
  $ jail -c name={two} path=/ vnet persist
  $ jexec {two} ifconfig lo0 inet {address}/32 up
  $ echo 'Nothing is shown about what happens when both stacks are used at once, nor when one is taken down.' > /root/not-proved
