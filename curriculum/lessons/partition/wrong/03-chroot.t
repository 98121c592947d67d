fails: inside family two
misconception: chroot into the customer's directory is a jail.

  $ ifconfig em0 inet {address} netmask 255.255.255.255 alias
  $ chroot /data/jail/{site} /bin/sleep {nap} &
  $ chroot /data/jail/{site} /bin/hostname
  cellblock
