  $ fetch -qo - http://{address}/
  Status of the host
  $ sockstat -4l
  ...
  $ sed -i '' 's/^Listen.*/Listen {host_address}:80/' /usr/local/etc/httpd-lite.conf
  $ service httpd_lite restart
  ...
  $ jexec {web} service httpd_lite onestart
  Starting httpd_lite.
  $ fetch -qo - http://{address}/
  The page of {web}
  $ fetch -qo - http://{host_address}/
  Status of the host
