  $ jexec {site} sh /root/wait.sh first &
  $ mv /usr/jails/{site}/var/{box}/batch /srv/batch
  $ touch /srv/batch/go
  $ sleep 2
  ...
  $ sh -c 'exec 5< /; jexec {site} ls'
  jexec: jail_attach(1): Operation not permitted
  [1]
  $ mkdir /usr/jails/{site}/var/{box}/batch
  $ jexec {site} sh /root/wait.sh second &
  $ cp -Rp /usr/jails/{site}/var/{box}/batch /srv/second
  $ rm -r /usr/jails/{site}/var/{box}/batch
  $ touch /srv/second/go
  $ sleep 2
  $ cat /usr/jails/{site}/tmp/second
  waiting
  $ mount -t tmpfs tmpfs /usr/jails/{site}/var/{box}
  $ mkdir /usr/jails/{site}/var/{box}/batch
  $ mv /usr/jails/{site}/var/{box}/batch /srv/third
