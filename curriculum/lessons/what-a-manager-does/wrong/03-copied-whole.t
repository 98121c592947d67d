fails: base shut persists started
misconception: A jail is a tree that was copied.

  $ cp -Rp {rel} {dir}/root
  $ touch {dir}/fstab
  $ jail -f {dir}/jail.conf -c {thin}
  {thin}: created
