fails: needed
misconception: Less is always safer.

  $ umount /usr/jails/{jail}/dev
