fails: order
misconception: A line that makes trouble is taken out.
fault: a-name

  $ sed -i '' '/depend/d' /etc/jail.conf
  $ service jail onestart
  ...
