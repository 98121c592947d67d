fails: inside family two
misconception: jail searches for its command as a shell does.

  $ ifconfig em0 inet {address} netmask 255.255.255.255 alias
  $ jail /data/jail/{site} {site}.{domain} {address} sleep {nap}
  jail: execv(sleep): No such file or directory
  [1]
  $ jail /data/jail/{site} {site}.{domain} {address} ps ax
  jail: execv(ps): No such file or directory
  [1]
