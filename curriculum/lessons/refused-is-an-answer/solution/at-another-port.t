  $ jexec {server} sockstat -4l
  ...
  $ sed -i '' 's/^Listen.*/Listen {server_address}:80/' /usr/jails/{server}/usr/local/etc/httpd-lite.conf
  $ jexec {server} service httpd_lite restart
  ...
  $ jexec {client} fetch -qo - http://{server_address}/
  Today: soup
  $ jexec {client} ping -q -c 1 -t 1 {old_address}
  ...
  [2]
