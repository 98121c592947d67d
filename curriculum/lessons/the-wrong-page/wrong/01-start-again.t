fails: shop
misconception: A server that is not seen has to be started.
fault: the-old-jail

  $ jexec {old} service httpd_lite onestop
  ...
  $ jexec {web} service httpd_lite onestart
  ...
  $ jexec {web} service httpd_lite onestop
  ...
