fails: runs address booted
misconception: Lines end where they end.

  $ echo '{jail} {' > /etc/jail.conf
  $ echo '  path = "/usr/jails/$name"' >> /etc/jail.conf
  $ echo '  persist;' >> /etc/jail.conf
  $ echo '}' >> /etc/jail.conf
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ service jail start
  Starting jails:jail: /etc/jail.conf line 3: persist: syntax error
  .
