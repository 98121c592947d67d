fails: out refused held apart
misconception: A jail must be stopped before somebody can be moved out of it.

  $ jexec {site} sh /root/wait.sh first &
  $ jail -r {site}
  ...
  $ mv /usr/jails/{site}/var/{box}/batch /srv/second
