  $ jexec {server} sockstat -4l
  ...
  $ jexec {server} sysrc httpd_lite_enable=YES
  httpd_lite_enable: NO -> YES
  $ jexec {server} service httpd_lite start
  ...
  $ jexec {client} fetch -qo - http://{server_address}/
  Today: soup
  $ jexec {client} ping -q -c 1 -t 1 {old_address}
  ...
  [2]
