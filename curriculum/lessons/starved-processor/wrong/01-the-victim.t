fails: polite share free
misconception: Who is starved is given more.

  $ jexec {noisy} sh /root/noise.sh 4 0.02
  $ jexec {quiet} sh /root/work.sh
  ...
  $ rctl -a jail:{quiet}:pcpu:deny=100
