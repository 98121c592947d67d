  $ jail -c {web}
  {base}: created
  jail: {web}: path /usr/jail/{web}: No such file or directory
  [1]
  $ sed -i '' '/usr.jail.[$]name/d' /etc/jail.conf
  $ service jail onestart
  ...
  $ jls -j {web} host.hostname path
  {web}.{domain} /usr/jails/{web}
