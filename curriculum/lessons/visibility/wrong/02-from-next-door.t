fails: stopped
misconception: Root of one jail may end processes of another.

  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh -c 'kill 1'
  kill: 1: No such process
  [1]
  $ mount -t procfs proc /data/jail/{site}/proc
  $ jail /data/jail/{site} {site}.example.org {address} /bin/ls /proc
  815	curproc
  $ jail /data/jail/{site} {site}.example.org {address} /bin/pkill -f 'sleep 90000'
  [1]
