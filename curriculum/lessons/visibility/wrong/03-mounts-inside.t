fails: proc
misconception: Jailed root can mount its own /proc.

  $ jail /data/jail/{site} {site}.example.org {address} /bin/sh -c 'kill 1; mount -t procfs proc /proc'
  kill: 1: No such process
  mount: proc: Operation not permitted
  [1]
  $ pkill -f 'sleep 90000'
