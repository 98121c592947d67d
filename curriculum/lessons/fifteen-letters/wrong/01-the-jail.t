fails: runs reaches named
misconception: If a name is too long, the jail's is.
fault: too-long

  $ sed -i '' 's/^{jail} {/{short} {/' /etc/jail.conf
  $ service jail onestart {short}
  ...
