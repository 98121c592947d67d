fails: clean lost whole
misconception: A slow line is a bad line.

  $ jexec {near} linkctl epair0a delay {delay}ms
  $ jexec {near} ping -q -c 3 -i 0.2 {far_address}
  ...
