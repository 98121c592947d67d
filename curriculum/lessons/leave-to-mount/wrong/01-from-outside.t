fails: by-itself
misconception: A mount is a mount, whoever makes it.
fault: no-kind

  $ mount -t tmpfs tmpfs /usr/jails/{jail}/{place}
