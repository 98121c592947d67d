  $ fetch -qo - http://{address}/
  A draft, not for customers
  $ jexec {old} service httpd_lite onestop
  ...
  $ jexec {web} service httpd_lite onestart
  Starting httpd_lite.
  $ fetch -qo - http://{address}/
  The page of {web}
