fails: bad pings lost
misconception: It will be the same on any line.

  $ jexec {far} sh -c 'nc -l 9000 > /root/first' &
  $ jexec {near} sh -c 'nc -N {far_address} 9000 < /root/{file}'
  ...
  $ sleep 1
  ...
  $ cp /root/first /root/second
