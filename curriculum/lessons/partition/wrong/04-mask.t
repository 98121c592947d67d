fails: address inside
misconception: The jail brings its address along.

  $ jail /data/jail/{site} {site}.{domain} {address} /bin/ps -ax -o stat,command
  STAT COMMAND
  R+J  /bin/ps -ax -o stat,command
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
