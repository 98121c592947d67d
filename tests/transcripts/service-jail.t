`service jail` (rc.d/jail). Source: facts 1.9 (libexec/rc/rc.d/jail, libexec/rc/rc.subr).

Three jails, one with a name of its own for its host, one that needs another.

  $ printf 'path=/; persist;\na { }\nb { host.hostname = "bee.example.org"; }\nc { depend = a; }\n' > /etc/jail.conf
  $ service jail start
  Cannot 'start' jail. Set jail_enable to YES in /etc/rc.conf or use 'onestart' instead of 'start'.
  $ sysrc jail_enable=YES
  jail_enable: NO -> YES
  $ service jail start
  Starting jails: a b c.
  $ cat /var/run/jail_b.id
  2

All that run are named, also those that ran before. jail(8) skips them, and says nothing.

  $ service jail start
  Starting jails: a b c.
  $ service jail status
   JID             IP Address      Hostname                      Path
   a                                                             /
   b                               bee.example.org               /
   c                                                             /

One by name. What jail(8) says is shown only where it failed, and the script's status is 0 all the same.

  $ service jail stop b
  Stopping jails: b.
  $ service jail start b
  Starting jails: b.
  $ service jail start b
  Starting jails: cannot start jail  "b": 
  jail: "b" already exists
  .
  $ service jail start nope
  Starting jails: cannot start jail  "nope": 
  jail: "nope" not found
  .
  $ service jail stop nope
  Stopping jails:.
  $ service jail restart b
  Stopping jails: b.
  Starting jails: b.

A jail that another needs takes that one along.

  $ service jail stop a
  Stopping jails: a.
  $ service jail status
   JID             IP Address      Hostname                      Path
   b                               bee.example.org               /
  $ service jail start c
  Starting jails: c.
  $ jls name
  b
  a
  c

Which file a jail is read from: its own, one of jail.conf.d, or jail.conf.

  $ service jail config a x.y
  a: parameters are in /etc/jail.conf.
  x_y: parameters are in /etc/jail.conf.
  $ echo 'own { path = /; persist; }' > /etc/jail.own.conf; echo 'dir { path = /; persist; }' > /etc/jail.conf.d/dir.conf
  $ service jail config own dir
  own: parameters are in /etc/jail.own.conf.
  dir: parameters are in /etc/jail.conf.d/dir.conf.
  $ service jail start own dir
  Starting jails: own dir.
  $ jls name
  b
  a
  c
  own
  dir
  $ echo '.include "/etc/jail.conf.d/*.conf";' >> /etc/jail.conf; service jail config dir
  dir: parameters are in /etc/jail.conf.
  $ service jail console
  /etc/rc.d/jail: ERROR: Specify a jail name.
  [3]
  $ service jail stop own dir
  Stopping jails: own dir.

All that run are stopped in the order of their numbers, or the other way round; a list names them itself.

  $ service jail stop
  Stopping jails: b a c.
  $ ls /var/run/jail_*
  ls: /var/run/jail_*: No such file or directory
  [1]
  $ service jail stop
  Stopping jails:.
  $ service jail start
  Starting jails: a b dir c.
  $ sysrc jail_reverse_stop=YES
  jail_reverse_stop: NO -> YES
  $ service jail stop
  Stopping jails: c dir b a.
  $ sysrc jail_list="b a"
  jail_list:  -> b a
  $ service jail start
  Starting jails: b a.
  $ service jail stop
  Stopping jails: a b.
  $ sysrc -x jail_list

What fails when all are started is shown instead of their names.

  $ echo 'd { path = /nope; }' >> /etc/jail.conf
  $ service jail start
  Starting jails:a: created
  b: created
  dir: created
  jail: d: path /nope: No such file or directory
  c: created
  .
  $ service jail stop
  Stopping jails: c dir b a.
  $ service jail start d
  Starting jails: cannot start jail  "d": 
  jail: d: path /nope: No such file or directory
  .

A start that fails half way is undone; the number is what jail -i printed before.

  $ echo 'e { path = /; exec.start = "false"; }' > /etc/jail.e.conf
  $ service jail start e
  Starting jails: cannot start jail  "e": 
  20
  jail: e: false: failed
  .
  $ jls name
  $ echo 'f {' > /etc/jail.f.conf
  $ service jail start f
  Starting jails: cannot start jail  "f": 
  jail: /etc/jail.f.conf: unexpected EOF
  .

Without a file there is nothing to start.

  $ mv /etc/jail.conf /etc/was
  $ service jail start
  Starting jails:jail: /etc/jail.conf: No such file or directory
  .
  $ service jail start g
  Starting jails:/etc/rc.d/jail: WARNING: Invalid configuration for g  (no jail.conf, no hostname, or no path).   Jail g was ignored.
  .
  $ mv /etc/was /etc/jail.conf

The directives that every script has.

  $ service jail rcvar | grep .
  # jail : Manage system jails
  #
  jail_enable="YES"
  #   (default: "")
  $ service jail enabled; echo $?
  0
  $ service jail describe
  Manage system jails
  $ service jail extracommands
  config console status
  $ service jail disable
  jail disabled in /etc/rc.conf
  $ service jail enabled; echo $?
  1
  $ service jail stop
  Cannot 'stop' jail. Set jail_enable to YES in /etc/rc.conf or use 'onestop' instead of 'stop'.
  $ service jail onestart a
  Starting jails: a.
  $ service jail onestop a
  Stopping jails: a.
  $ service jail forcestart b
  Starting jails: b.
  $ service jail enable
  jail enabled in /etc/rc.conf
  $ service jail bogus
  /etc/rc.d/jail: unknown directive 'bogus'.
  Usage: /etc/rc.d/jail [fast|force|one|quiet](start|stop|restart|rcvar|enable|disable|delete|enabled|describe|extracommands|config|console|status|status|poll)
  [1]
  $ service nope start
  nope does not exist in /etc/rc.d or the local startup
  directories (/usr/local/etc/rc.d), or is not executable
  [1]

In a jail, by jexec(8).

  $ service -j b jail status
   JID             IP Address      Hostname                      Path
  $ service -j nope jail status
  jexec: jail "nope" not found
  [1]
