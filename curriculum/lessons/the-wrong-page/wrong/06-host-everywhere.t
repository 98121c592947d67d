fails: host
misconception: The more exact server hides the other, so all is well.
fault: the-host-everywhere

  $ jexec {web} service httpd_lite onestart
  ...
  $ fetch -qo - http://{address}/
  The page of {web}
