fails: alone noise polite share free
misconception: A share of the processor is an amount of time.

  $ rctl -a jail:{noisy}:cputime:sigterm=5
  $ rctl -a jail:{quiet}:pcpu:deny=50
