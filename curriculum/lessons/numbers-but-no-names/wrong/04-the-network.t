fails: by-name server
misconception: What fails at the network is the network.
fault: no-server

  $ jexec {jail} ifconfig epair0b inet 10.0.2.61/24 alias
  $ jexec {jail} ping -q -c 1 {name}
  ping: cannot resolve {name}: Name could not be resolved at this time
  [68]
