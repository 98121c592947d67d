  $ jexec {jail} mount -t tmpfs tmpfs /{place}
  mount: tmpfs: Operation not permitted
  [1]
  $ jls -j {jail} allow.mount allow.mount.tmpfs enforce_statfs
  true true 2
  $ jail -m name={jail} enforce_statfs=1
  $ jexec {jail} mount -t tmpfs tmpfs /{place}
