  $ jail -c {web}
  jail: /etc/jail.conf line 11: interface: syntax error
  [1]
  $ sed -i '' 's/"{web}.{domain}"/&;/' /etc/jail.conf
  $ service jail onestart
  Starting jails: {base} {web}.
  $ jls -j {web} host.hostname path
  {web}.{domain} /usr/jails/{web}
