  $ jail -c {web}
  jail: {web}: unknown parameter: host.hostnme
  [1]
  $ sed -i '' 's/hostnme/hostname/' /etc/jail.conf
  $ service jail onestart
  ...
  $ jls -j {web} host.hostname path
  {web}.{domain} /usr/jails/{web}
