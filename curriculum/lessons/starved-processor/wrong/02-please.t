fails: noise share
misconception: Politeness is a limit.

  $ jexec {quiet} sh /root/work.sh
  ...
  $ jexec {noisy} nice -n 20 sh /root/noise.sh 1 0.02
