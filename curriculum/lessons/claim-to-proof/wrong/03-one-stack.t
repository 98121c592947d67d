fails: one two yes
misconception: Two addresses in one stack show that there are two stacks.

  $ ifconfig lo0 inet {address}/32 alias
  $ jail -c name={one} path=/ ip4=inherit persist
  $ jail -c name={two} path=/ ip4=inherit persist
  $ echo 'jexec {one} ifconfig lo0 | grep -q nothing && jexec {two} true' > /root/prove.sh
  $ sh /root/prove.sh
  [1]
  $ echo 'It was not shown that the two are different from each other, or from the host, in any way.' > /root/not-proved
