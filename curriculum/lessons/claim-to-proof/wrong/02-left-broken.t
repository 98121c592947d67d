fails: two limits
misconception: When the test has spoken, the work is done.

  $ jail -c name={one} path=/ vnet persist
  $ jail -c name={two} path=/ vnet persist
  $ jexec {one} ifconfig lo0 inet {address}/32 up
  $ jexec {two} ifconfig lo0 inet {address}/32 up
  $ echo "jexec {two} ifconfig lo0 | grep -q 'inet {address} '" > /root/prove.sh
  $ sh /root/prove.sh
  $ jail -r {two}
  ...
  $ jail -c name={two} path=/ ip4=inherit persist
  $ sh /root/prove.sh
  [1]
