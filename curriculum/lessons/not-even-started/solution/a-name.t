  $ jail -c {web}
  jail: {web}: depends on undefined jail "{base}s"
  [1]
  $ sed -i '' 's/{base}s;/{base};/' /etc/jail.conf
  $ service jail onestart
  ...
  $ jls -j {web} host.hostname path
  {web}.{domain} /usr/jails/{web}
