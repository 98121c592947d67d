Every form of jail(8), typed once. Source: facts 1.1 to 1.3 (usr.sbin/jail/jail.c, state.c, command.c, config.c, lib/libjail/jail.c).

The old form: path, host name, addresses, command.

  $ mkdir -p /j/a
  $ jail / host 10.0.2.15 /bin/echo hi
  hi
  $ jail -i -J /tmp/J -n nm -s 2 / host '' /bin/echo hi; cat /tmp/J
  2
  hi
  2	/	host		/bin/echo hi

A single word is the name of a jail in jail.conf.

  $ jail -c persist
  jail: /etc/jail.conf: No such file or directory
  [1]
  $ jail -e ' '
  jail: /etc/jail.conf: No such file or directory
  [1]
  $ jail -c -n foo persist 2>&1 | head -1
  usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
  $ jail -r a=b 2>&1 | head -1
  usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
  $ jail -R a=b c=d
  jail: "a=b" not found
  jail: "c=d" not found
  [1]

From the command line: nothing is said, but the number with -i, and what is done with -v.

  $ jail -c -n foo persist path=/
  $ jail -i -c name=bar persist
  4
  $ jail -v -c name=baz persist
  jail_set(JAIL_CREATE) name=baz persist
  created
  $ jail -d -m name=baz securelevel=1
  $ jail -cm name=baz host.hostname=x
  $ jail -mr name=baz path=/
  $ jail -rc name=baz persist

A jail that nobody knows is missed aloud, even with -q and -i.

  $ jail -q -r nosuch
  jail: "nosuch" not found
  [1]
  $ jail -i -r nosuch
  jail: "nosuch" not found
  [1]
  $ jail -r 99
  jail: "99" not found
  [1]
  $ jail -R 'b*'
  jail: "b*" not found
  [1]

Who runs the command, and with which environment.

  $ jail -l -c name=l1 command=env | sort
  BLOCKSIZE=K
  HOME=/root
  LANG=C.UTF-8
  MAIL=/var/mail/root
  MM_CHARSET=UTF-8
  PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin
  SHELL=/bin/sh
  TERM=xterm
  USER=root
  $ jail -U nobody -c name=u1 command=id
  uid=65534(nobody) gid=65534(nobody) groups=65534(nobody)
  $ jail -u nosuch -c name=u2 command=id
  jail: nosuch: no such user
  jail: id: failed
  [1]
  $ jail -c name=cc command=echo a b 'c d'
  a b c d
  $ jail -h -c name=h2 host.hostname=localhost persist; jls -j h2 ip4.addr
  127.0.0.1

From a file.

  $ printf '$x=1; a { path=/j/$x; $y = "q w"; host.hostname=$y; persist; } b.c { persist; path=/; } * { allow.raw_sockets; }\n' > /tmp/c
  $ jail -f /tmp/c -e ' '
  name=a path=/j/1 host.hostname="q w" persist allow.raw_sockets
  name=b.c persist path=/ allow.raw_sockets
  $ jail -f - -e '|' < /tmp/c
  name=a|path=/j/1|host.hostname="q w"|persist|allow.raw_sockets
  name=b.c|persist|path=/|allow.raw_sockets
  $ jail -f /tmp/c -c a
  jail: a: path /j/1: No such file or directory
  [1]
  $ mkdir /j/1; jail -f /tmp/c -c a
  a: created
  $ jail -f /tmp/c -m a
  a: updated
  $ jail -f /tmp/c -c a
  jail: "a" already exists
  [1]
  $ jail -f /tmp/c -rc a
  a: created
  $ jail -f /tmp/c -r a
  a: removed
  $ jail -f /tmp/c -c b.c
  jail: b.c: jail "b" not found
  [1]
  $ jail -r '*'
  $ jail -R '*'
  h2: removed
  baz: removed
  bar: removed
  foo: removed

Names and numbers.

  $ jail -c name=1a persist
  $ jail -c name=77 persist; jls jid name
  14 1a
  77 77
  $ jail -c jid=9 name=8 persist
  jail: name cannot be numeric (unless it is the jid)
  [1]
  $ jail -c jid=-1 persist
  jail: negative jid
  [1]
  $ jail -c name=x.y persist
  jail: jail "x" not found
  [1]
  $ jail -m jid=77 name=q.z
  jail: cannot change jail's parent
  [1]
  $ jail -c name=$(printf 'a%.0s' $(seq 300)) persist
  jail: jail_set: File name too long
  [1]

Values.

  $ jail -c name=v vnet ip4.addr=1.2.3.4 persist
  jail: vnet jails cannot have IP address restrictions
  [1]
  $ jail -c name=v vnet=inherit ip4=inherit persist
  jail: vnet jails cannot have IP address restrictions
  [1]
  $ jail -c name=v vnet=x persist
  jail: vnet: unknown jailsys value "x"
  [1]
  $ jail -c name=v persist=maybe
  jail: persist: unknown boolean value "maybe"
  [1]
  $ jail -c name=v securelevel=abc persist
  jail: securelevel: non-integer value "abc"
  [1]
  $ jail -c name=v ip4.addr=300.1.1.1 persist
  jail: ip4.addr: not an IPv4 address: 300.1.1.1
  [1]
  $ jail -c name=v ip6.addr=zz persist
  jail: ip6.addr: not an IPv6 address: zz
  [1]
  $ jail -c name=v enforce_statfs=3 persist
  jail: jail_set: Invalid argument
  [1]
  $ jail -c name=v devfs_ruleset=70000 persist
  jail: jail_set: Invalid argument
  [1]
  $ jail -c name=v ip4.addr=0.0.0.0 persist
  jail: jail_set: Invalid argument
  [1]
  $ jail -c name=v osreldate=0 persist
  jail: osreldate cannot be 0
  [1]
  $ jail -c name=v osrelease=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa persist
  jail: osrelease string must be 1-31 bytes long
  [1]

Paths, other jails, commands.

  $ jail -c name=v path=x persist
  jail: path x: No such file or directory
  [1]
  $ jail -c name=v path=/etc/passwd persist
  jail: path /etc/passwd: Not a directory
  [1]
  $ jail -c name=v depend=zz persist
  jail: depends on nonexistent jail "zz"
  [1]
  $ jail -c name=v exec.start=nosuch
  jail: exec nosuch: No such file or directory
  jail: nosuch: failed
  [1]
  $ jail -c name=v exec.start='sleep 5' exec.timeout=1
  jail: sleep 5: timed out
  [1]
  $ jail -c name=v exec.start='kill -9 $$'
  jail: /bin/sh -c kill -9 $$: exited on signal 9
  [1]

What cannot be changed.

  $ jail -c name=k persist; jail -m name=k path=/
  $ jail -m name=k path=/etc
  jail: path cannot be changed after creation
  [1]
  $ jail -m name=k vnet
  jail: vnet cannot be changed after creation
  [1]
  $ jail -m name=zz persist
  jail: "zz" not found
  [1]
  $ jail -c name=k2 ip4=inherit persist; jail -m name=k2 ip4.addr=10.0.0.9
  jail: ip4 cannot be changed after creation
  [1]
  $ jail -c name=k3 children.max=1 persist; jexec k3 jail -c name=c1 persist
  $ jexec k3 jail -c name=c2 persist
  jail: prison limit exceeded
  [1]

Mounts.

  $ jail -c name=m1 path=/j/a mount.devfs persist
  jail: mount.devfs: /j/a/dev: No such file or directory
  [1]
  $ jail -c name=m2 mount.devfs persist
  jail: mount.devfs: no jail root path defined
  [1]
  $ ln -s /etc /j/a/ln; echo 'tmpfs /j/a/ln tmpfs rw 0 0' > /tmp/fs; jail -c name=m3 path=/j/a mount.fstab=/tmp/fs persist
  jail: mount.fstab: /j/a/ln is a symbolic link
  [1]
