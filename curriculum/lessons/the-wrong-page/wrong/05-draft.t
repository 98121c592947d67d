fails: draft
misconception: Who comes later wins.
fault: the-old-jail

  $ jexec {web} service httpd_lite onestart
  ...
