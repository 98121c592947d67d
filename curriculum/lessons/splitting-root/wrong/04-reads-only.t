fails: planted key everything
misconception: Reading alone does no harm, and writing alone needs no look.

  $ su {user} -c '/usr/local/bin/readall /etc/master.passwd' | head -1
  root::0:0::0:0:Charlie &:/root:/bin/sh
  $ su {user} -c '/usr/local/bin/readall /usr/local/sbin/{script}'
  #!/bin/sh
  # root's job of every night
  date > /var/log/{script}.log
