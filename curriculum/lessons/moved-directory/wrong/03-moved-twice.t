fails: copied held
misconception: What happened once was bad luck.

  $ jexec {site} sh /root/wait.sh first &
  $ mv /usr/jails/{site}/var/{box}/batch /srv/batch
  $ touch /srv/batch/go
  $ sleep 2
  ...
  $ sh -c 'exec 5< /; jexec {site} ls'
  jexec: jail_attach(1): Operation not permitted
  [1]
  $ mount -t tmpfs tmpfs /usr/jails/{site}/var/{box}
  $ mkdir /usr/jails/{site}/var/{box}/batch
  $ mv /usr/jails/{site}/var/{box}/batch /srv/third
