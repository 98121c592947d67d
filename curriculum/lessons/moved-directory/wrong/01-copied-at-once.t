fails: out apart
misconception: The process will follow the copy.

  $ jexec {site} sh /root/wait.sh first &
  $ cp -Rp /usr/jails/{site}/var/{box}/batch /srv/second
  $ touch /srv/second/go
  $ sleep 2
  $ sh -c 'exec 5< /; jexec {site} ls'
  jexec: jail_attach(1): Operation not permitted
  [1]
