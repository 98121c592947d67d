  $ jls -j {jail} allow.mount allow.mount.tmpfs enforce_statfs
  true false 1
  $ jail -m name={jail} allow.mount.tmpfs
  $ jexec {jail} mount -t tmpfs tmpfs /{place}
