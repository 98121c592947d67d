  $ jexec {probe} ping -c 1 {gateway}
  ping: ssend socket: Operation not permitted
  [71]
  $ jail -m name={probe} allow.raw_sockets
  $ jexec {probe} ping -q -c 1 {gateway}
  PING {gateway} ({gateway}): 56 data bytes

  --- {gateway} ping statistics ---
  1 packets transmitted, 1 packets received, 0.0% packet loss
  round-trip min/avg/max/stddev = * ms (glob)
  $ jexec {archive} chflags schg /root/book
  chflags: /root/book: Operation not permitted
  [1]
  $ jail -m name={archive} allow.chflags
  $ jexec {archive} chflags schg /root/book
  $ jexec {archive} sh -c 'echo lie >> /root/book'
  sh: cannot create /root/book: Operation not permitted
  [2]
  $ jail -m name={plain} allow.noset_hostname host.hostname={plain}
  $ jexec {plain} hostname elsewhere
  hostname: sethostname: Operation not permitted
  [1]
  $ jail -m name={spoilt} allow.noraw_sockets allow.nochflags
  $ jexec {spoilt} chflags noschg /etc/notice
  chflags: /etc/notice: Operation not permitted
  [1]
  $ jexec {spoilt} ping -c 1 {gateway}
  ping: ssend socket: Operation not permitted
  [71]
  $ pkill -j {spoilt} ping
