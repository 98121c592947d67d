fails: no-other-kind
misconception: More permissions help more.
fault: kind-alone

  $ jail -m name={jail} allow.mount allow.mount.nullfs
  $ jexec {jail} mount -t tmpfs tmpfs /{place}
