fails: base runs
misconception: jail(8) knows where the managers keep their files.

  $ mkdir -p {dir}/root/.bastille {dir}/root/usr/local
  $ echo '{rel} {dir}/root/.bastille nullfs ro 0 0' > {dir}/fstab
  $ chmod 0700 {dir}
  $ jail -c {thin}
  jail: /etc/jail.conf: No such file or directory
  [1]
  $ jail -f /var/run/jail.ioc-{other}.conf -c
  ioc-{other}: created
  $ jexec ioc-{other} /bin/sh /etc/rc
  ...
