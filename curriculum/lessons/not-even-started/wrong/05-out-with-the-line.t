fails: name
misconception: A line that makes trouble is taken out.
fault: a-semicolon

  $ sed -i '' '/"{web}.{domain}"/d' /etc/jail.conf
  $ service jail onestart
  ...
