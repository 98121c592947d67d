fails: place
misconception: Any directory will do.
fault: no-kind

  $ jail -m name={jail} allow.mount.tmpfs
  $ jexec {jail} mount -t tmpfs tmpfs /media
