  $ jexec {quiet} sh /root/work.sh
  ...
  $ jexec {noisy} sh /root/noise.sh 4 0.02
  $ jexec {noisy} nice -n 20 sh /root/noise.sh 1 0.02
  $ rctl -a jail:{noisy}:pcpu:deny={share}
