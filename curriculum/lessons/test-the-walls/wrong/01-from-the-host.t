fails: no-process alive
misconception: Root is root: what the host may do shows what root may do.

  $ kill $(pgrep -j {good} sleep)
  $ jexec {bad} cat ../../{good}/root/secret
  cat: ../../{good}/root/secret: No such file or directory
  [1]
  $ jexec {bad} nc -l {good_address} 8080
  nc: Can't assign requested address
  [1]
  $ jexec {bad} daemon -f nc -k -l 80
  $ umount /usr/jails/{bad}/{shared}
