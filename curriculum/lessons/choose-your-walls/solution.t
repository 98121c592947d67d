  $ container create {net} stack
  $ container run {net} ps -p 1
  PID TT  STAT    TIME COMMAND
    1  -  SLs  0:00.00 /sbin/init
  $ container create {big} processes cpu={more} maxproc={limit}
  $ container create {small} processes cpu={less}
  $ container run {small} timeout 0.02 sh -c 'while :; do :; done' & container run {big} timeout 0.02 sh -c 'while :; do :; done' & sleep 1
  ...
  $ echo 'Few kinds, closed by default: what can be left out will be left out by mistake some day, and nobody will see it.' > /root/verdict
