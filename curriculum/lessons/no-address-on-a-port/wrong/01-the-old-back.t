fails: address strict
misconception: What was allowed is right.
fault: an-old-address

  $ sysctl net.link.bridge.member_ifaddrs=1
  net.link.bridge.member_ifaddrs: 0 -> 1
  $ ifconfig bridge0 addm epair0a
