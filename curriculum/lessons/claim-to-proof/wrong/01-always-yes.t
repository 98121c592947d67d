fails: no limits
misconception: A test is good when it passes.

  $ jail -c name={one} path=/ vnet persist
  $ jail -c name={two} path=/ vnet persist
  $ jexec {one} ifconfig lo0 inet {address}/32 up
  $ jexec {two} ifconfig lo0 inet {address}/32 up
  $ echo 'jexec {one} true || true; jexec {two} true || true' > /root/prove.sh
  $ sh /root/prove.sh
