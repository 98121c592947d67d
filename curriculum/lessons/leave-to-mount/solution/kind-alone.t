  $ jls -j {jail} allow.mount allow.mount.tmpfs enforce_statfs
  false true 1
  $ jail -m name={jail} allow.mount
  $ jexec {jail} mount -t tmpfs tmpfs /{place}
