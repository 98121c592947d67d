fails: no-view
misconception: The lowest number is the most permissive, so take that.
fault: may-not-see

  $ jail -m name={jail} enforce_statfs=0
  $ jexec {jail} mount -t tmpfs tmpfs /{place}
