fails: tree
misconception: Any directory that exists will do.
fault: a-directory

  $ sed -i '' 's|path = "/usr/jail/$name"|path = "/usr/jails/{base}"|' /etc/jail.conf
  $ service jail onestart
  ...
