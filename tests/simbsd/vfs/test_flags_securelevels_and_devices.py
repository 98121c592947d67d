"""chflags at each securelevel and in jails, disks and memory, the clock; devfs rules of every kind.

Sources: security(7), ufs_setattr of sys/ufs/ufs/ufs_vnops.c, memopen, g_dev_open, settime; sbin/devfs/rule.c.
"""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[str, int]]


def test_system_flags_hold_against_root_and_stay_above_securelevel_zero(sh: Run) -> None:
    script = """\
cd /tmp; echo a > f; chflags schg f; ls -lo f; echo b >> f; rm -f f; mv f g; chmod 600 f; chown alice f; touch\
 f; ln f h
chflags noschg f && chflags sappnd f; echo b >> f; echo c > f; rm -f f; cat f
sysctl kern.securelevel; sysctl kern.securelevel=0; chflags nosappnd f; chflags schg f; sysctl\
 kern.securelevel=1
chflags noschg f; chflags uchg f; echo x > g; chflags schg g; chflags noschg g; chflags uchg h; chflags nouchg\
 h; touch h
sysctl kern.securelevel=0; sysctl kern.securelevel=3; sysctl kern.securelevel
"""
    assert sh(script) == ("""\
-rw-r--r--  1 root wheel schg 2 Mar  1 12:00 f
sh: cannot create f: Operation not permitted
rm: f: Operation not permitted
mv: rename f to g: Operation not permitted
chmod: f: Operation not permitted
chown: f: Operation not permitted
touch: f: Operation not permitted
ln: h: Operation not permitted
sh: cannot create f: Operation not permitted
rm: f: Operation not permitted
a
b
kern.securelevel: -1
kern.securelevel: -1 -> 0
kern.securelevel: 0 -> 1
chflags: f: Operation not permitted
chflags: f: Operation not permitted
chflags: g: Operation not permitted
chflags: h: No such file or directory
chflags: h: No such file or directory
kern.securelevel: 1
sysctl: kern.securelevel=0: Operation not permitted
kern.securelevel: 1 -> 3
kern.securelevel: 3
""", 0)


def test_users_set_user_flags_only(sh: Run) -> None:
    script = """\
su alice -c 'cd /tmp; touch a; chflags uchg,nodump,hidden,opaque,uarch,system,sparse,offline,rdonly,reparse a;\
 ls -lo a; rm -f a; chflags 0 a; chflags uappnd a; echo x >> a; echo y > a; chflags nouappnd,uunlnk a; rm -f a;\
 chflags 0 a'
su alice -c 'chflags schg /tmp/a; chflags arch /tmp/a; chflags 0x1 /tmp/a; chflags foo /tmp/a; chflags nodump\
 /etc/passwd'
chflags arch /tmp/a; su alice -c 'chflags nodump /tmp/a; chflags noarch /tmp/a'; ls -lo /tmp/a; chflags schg\
 /tmp/a
su alice -c 'chflags nouchg /tmp/a; chflags uchg /tmp/a'; chflags 0 /dev/null; chflags schg /dev/null
"""
    assert sh(script) == ("""\
-rw-r--r--  1 alice wheel uarch,hidden,uchg,nodump,offline,opaque,rdonly,reparse,sparse,system 0 Mar  1 12:00 a
rm: a: Operation not permitted
su: cannot create a: Operation not permitted
rm: a: Operation not permitted
chflags: /tmp/a: Operation not permitted
chflags: /tmp/a: Operation not permitted
chflags: invalid flags: 0x1
chflags: invalid flag: foo
chflags: /etc/passwd: Operation not permitted
chflags: /tmp/a: Operation not permitted
-rw-r--r--  1 alice wheel arch,nodump 2 Mar  1 12:00 /tmp/a
chflags: /tmp/a: Operation not permitted
chflags: /dev/null: Operation not supported
""", 1)


def test_a_jail_needs_allow_chflags_and_has_a_securelevel_of_its_own(sh: Run) -> None:
    script = """\
mkdir -p /j/rescue /j/tmp; cp /rescue/sh /rescue/chflags /rescue/ls /rescue/sysctl /j/rescue; PATH=/rescue:$PATH
jail -c name=a path=/j command=/rescue/sh -c 'cd /tmp; echo > f; chflags schg f; chflags uchg f; chflags 0 f'
jail -c name=b path=/j allow.chflags command=/rescue/sh -c 'cd /tmp; chflags schg f; chflags 0 f; ls -lo f'
jail -c name=c path=/j allow.chflags securelevel=1 command=/rescue/sh -c 'cd /tmp; sysctl kern.securelevel;\
 chflags schg f; chflags 0 f; sysctl kern.securelevel=0; sysctl kern.securelevel=2'
sysctl kern.securelevel; chflags 0 /j/tmp/f; jail -c name=d path=/j persist securelevel=1; jexec d\
 /rescue/sysctl kern.securelevel=2
jls -j d securelevel; jail -m name=d securelevel=0; sysctl kern.securelevel=1; jail -c name=e path=/j persist;\
 jls -j e securelevel
"""
    assert sh(script) == ("""\
chflags: f: Operation not permitted
-rw-r--r--  1 0 0 - 1 Mar  1 12:00 f
kern.securelevel: 1
chflags: f: Operation not permitted
kern.securelevel: 1
sysctl: kern.securelevel=0: Operation not permitted
kern.securelevel: 1 -> 2
kern.securelevel: -1
kern.securelevel: 1 -> 2
2
kern.securelevel: -1 -> 1
1
""", 0)


def test_disks_memory_and_the_clock_at_each_securelevel(sh: Run) -> None:
    script = """\
for level in 0 1 2; do
\tsysctl kern.securelevel=$level
\tfor dev in ada0 ada0p1 ada0p2 mem kmem io; do { echo > /dev/$dev; } 2>&1; done
\t(: < /dev/mem) && (: < /dev/ada0) && (: < /dev/io); date -u 202403011300; date -u +%R; date -u 202403011200;\
 date -u +%R
\tkldload if_bridge; mount -t tmpfs tmpfs /mnt && umount /mnt
done
"""
    assert sh(script) == ("""\
kern.securelevel: -1 -> 0
sh: cannot create /dev/ada0: Operation not permitted
echo: write error on stdout
sh: cannot create /dev/ada0p2: Operation not permitted
echo: write error on stdout
echo: write error on stdout
echo: write error on stdout
Fri Mar  1 13:00:00 UTC 2024
13:00
Fri Mar  1 12:00:00 UTC 2024
12:00
kern.securelevel: 0 -> 1
sh: cannot create /dev/ada0: Operation not permitted
echo: write error on stdout
sh: cannot create /dev/ada0p2: Operation not permitted
sh: cannot create /dev/mem: Operation not permitted
sh: cannot create /dev/kmem: Operation not permitted
sh: cannot create /dev/io: Operation not permitted
sh: cannot open /dev/io: Operation not permitted
Fri Mar  1 13:00:00 UTC 2024
13:00
Fri Mar  1 12:00:00 UTC 2024
12:00
kldload: can't load if_bridge: Operation not permitted
kern.securelevel: 1 -> 2
sh: cannot create /dev/ada0: Operation not permitted
sh: cannot create /dev/ada0p1: Operation not permitted
sh: cannot create /dev/ada0p2: Operation not permitted
sh: cannot create /dev/mem: Operation not permitted
sh: cannot create /dev/kmem: Operation not permitted
sh: cannot create /dev/io: Operation not permitted
sh: cannot open /dev/io: Operation not permitted
Fri Mar  1 13:00:00 UTC 2024
12:00
Fri Mar  1 12:00:00 UTC 2024
12:00
kldload: can't load if_bridge: Operation not permitted
""", 0)


def test_devfs_rules_of_every_kind(sh: Run) -> None:
    script = """\
devfs rule -s 10 add hide; devfs rule -s 10 add type mem mode 600 user alice group staff unhide
printf 'type disk hide\\n350 path null unhide\\npath zer* mode 0600\\n\\npath ptmx unhide\\n' | devfs rule -s\
 10 add -
devfs rule -s 10 add 50 type tty type disk path ada* unhide; devfs rule -s 10 show; devfs rule -s 10 show 350;\
 devfs rule -s 10 show 301
devfs rule showsets; mkdir /d; mount -t devfs -o ruleset=10 devfs /d; ls -l /d | cut -c1-26
devfs -m /d rule apply path zero unhide; devfs -m /d rule apply 100; ls /d; echo 'path full unhide' | devfs -m\
 /d rule apply -; ls /d
devfs -m /d ruleset 4; devfs -m /d rule show; devfs -m /d rule applyset; ls /d; devfs rule -s 10 del 50; devfs\
 rule -s 10 delset
devfs rule -s 10 show; devfs rule -s 10 add type foo hide; devfs rule -s 10 add type; devfs rule -s 10 add\
 path; devfs rule add hide
devfs rule -s 10 add foo; echo ' ' | devfs rule -s 10 add -; echo hide | devfs rule add -; devfs rule -s x\
 show; devfs rule -s 10 del 5
devfs rule -s 11 add include 99; devfs rule -s 11 add 5 hide; devfs rule -s 11 add 5 hide; devfs rule foo;\
 devfs foo; devfs rule -s 99 applyset
mkdir /e; jail -c name=j path=/ persist; jexec j devfs rule show
"""
    assert sh(script) == ("""\
50 type disk type tty path ada* unhide
100 hide
200 type mem unhide user alice group staff mode 600
300 type disk hide
350 path null unhide
450 path zer* mode 600
350 path null unhide
1
2
3
4
5
10
total 0
crw-------  1 alice staff\x20
crw-------  1 alice staff\x20
crw-rw-rw-  1 root  wheel\x20
full
100 include 1
200 include 2
300 include 3
400 path fuse unhide
500 path zfs unhide
fd
null
ptmx
random
stderr
stdin
stdout
urandom
zero
devfs rule: unknown type: foo
devfs rule: expecting argument for type
devfs rule: expecting argument for path
devfs rule: ioctl DEVFSIO_RADD: Input/output error
devfs rule: unknown argument: foo
devfs rule: unexpected end of rulespec
devfs rule: ioctl: Input/output error
devfs rule: error converting to number: x
devfs rule: ioctl DEVFSIO_RDEL: No such file or directory
devfs rule: ioctl DEVFSIO_RADD: No such process
devfs rule: ioctl DEVFSIO_RADD: File exists
devfs rule: unknown command: foo
devfs: unknown command: foo
devfs rule: ioctl DEVFSIO_SAPPLY: No such process
devfs rule: ioctl DEVFSIO_RGETNEXT: Operation not permitted
""", 1)
