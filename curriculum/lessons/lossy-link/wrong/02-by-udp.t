fails: clean whole
misconception: What is sent arrives.

  $ jexec {near} linkctl epair0a loss {loss}% delay {delay}ms
  $ jexec {near} ping -q -c 60 -i 0.1 {far_address}
  ...
  $ jexec {far} sh -c 'timeout 2 nc -ul 9001 > /root/second' &
  $ jexec {near} sh -c 'head -5 /root/{file} | nc -u -w 1 {far_address} 9001'
  ...
  $ sleep 3
  ...
