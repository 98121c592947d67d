fails: stays numbers
misconception: Started is started.
fault: not-started

  $ jexec {server} service httpd_lite onestart
  ...
  $ jexec {client} fetch -qo - http://{server_address}/
  Today: soup
