  $ jail /data/jail/{site} {site}.example.org {address} /bin/ps -ax -o stat,command
  STAT COMMAND
  R+J  /bin/ps -ax -o stat,command
  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh -c 'kill 1'
  kill: 1: No such process
  [1]
  $ mount -t procfs proc /data/jail/{site}/proc
  $ jail /data/jail/{site} {site}.example.org {address} /bin/ls /proc
  817	curproc
  $ pkill -f 'sleep 90000'
