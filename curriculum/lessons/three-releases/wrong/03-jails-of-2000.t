fails: image second cable across jail told
misconception: A jail has a network because it has an address.

  $ jail -c name={one} path=/ ip4=inherit persist
  $ jail -c name={third} path=/ ip4=inherit persist
  $ jail -c name=later path=/ allow.mount.nullfs persist
  jail: unknown parameter: allow.mount.nullfs
  [1]
