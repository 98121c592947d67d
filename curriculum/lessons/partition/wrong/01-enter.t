fails: inside two
misconception: A jail that runs can be entered.

  $ ifconfig em0 inet {address} netmask 255.255.255.255 alias
  $ jail /data/jail/{site} {site}.{domain} {address} /bin/sleep {nap} &
  $ jexec {site} /bin/ps ax
  jexec: jail_get: Function not implemented
  [1]
