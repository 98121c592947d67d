fails: refused copied held apart
misconception: chroot and jail ask the same.

  $ jexec {site} sh /root/wait.sh first &
  $ mv /usr/jails/{site}/var/{box}/batch /srv/batch
  $ touch /srv/batch/go
  $ sleep 2
  ...
  $ sh -c 'exec 5< /; chroot /usr/jails/{site} ls' > /dev/null
