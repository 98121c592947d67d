fails: waits numbers
misconception: A server that waits everywhere is always found.
fault: at-another-port

  $ sed -i '' 's/^Listen.*/Listen *:80/' /usr/jails/{server}/usr/local/etc/httpd-lite.conf
  $ jexec {server} service httpd_lite onerestart
  ...
  $ jexec {client} fetch -qo - http://{server_address}/
  ...
