  $ jexec {server} service httpd_lite start
  Starting httpd_lite.
  httpd-lite: {old_address}:80: Can't assign requested address
  /usr/local/etc/rc.d/httpd_lite: WARNING: failed to start httpd_lite
  [1]
  $ sed -i '' 's/^Listen.*/Listen {server_address}:80/' /usr/jails/{server}/usr/local/etc/httpd-lite.conf
  $ jexec {server} service httpd_lite start
  ...
  $ jexec {client} fetch -qo - http://{server_address}/
  Today: soup
  $ jexec {client} ping -q -c 1 -t 1 {old_address}
  ...
  [2]
