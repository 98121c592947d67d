fails: web base name tree
misconception: The shorter the file, the fewer the mistakes.
fault: a-semicolon

  $ sed -i '' '/^{base}/,/^}/d' /etc/jail.conf
  $ service jail onestart
  ...
