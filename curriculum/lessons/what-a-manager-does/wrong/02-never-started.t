fails: started
misconception: A jail that is there has been started.

  $ mkdir -p {dir}/root/.bastille {dir}/root/usr/local
  $ echo '{rel} {dir}/root/.bastille nullfs ro 0 0' > {dir}/fstab
  $ cd {dir}/root
  $ for d in bin boot lib libexec rescue sbin usr/bin usr/libexec usr/sbin usr/share; do ln -sf /.bastille/$d $d; done
  $ for d in COPYRIGHT dev etc media mnt net proc root tmp var; do cp -Rp {rel}/$d .; done
  $ cd /
  $ chmod 0700 {dir}
  $ jail -f {dir}/jail.conf -c {thin}
  {thin}: created
  $ jail -f /var/run/jail.ioc-{other}.conf -c
  ioc-{other}: created
  $ jail -f /var/run/jail.ioc-{other}.conf -rc
  ioc-{other}: created
