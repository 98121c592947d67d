fails: no-disk
misconception: What is hidden is shown by showing all.
fault: hidden-by-hand

  $ umount /usr/jails/{jail}/dev
  $ mount -t devfs devfs /usr/jails/{jail}/dev
  $ jexec {jail} pfctl -q -e -f /etc/pf.conf
