fails: name
misconception: A line that makes trouble is taken out.
fault: a-letter

  $ sed -i '' '/host.hostnme/d' /etc/jail.conf
  $ service jail onestart
  ...
