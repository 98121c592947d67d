fails: disabled unloaded old stack
misconception: What is there should be on.

  $ kldload pf
  $ pfctl -s rules
  $ jail -c name={new} path=/ ip4=inherit persist
