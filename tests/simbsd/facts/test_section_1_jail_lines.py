"""Facts 1.4 to 1.8, line by line, where no other test has the line: usr.sbin/jail (command.c, config.c, jail.c,
jaillex.l), lib/libjail/jail.c, sys/kern/kern_jail.c. uname -U is what uname itself was built for (uname.c:
native_uservers), which a jail's osreldate does not change, as an earlier form of this test had it.
"""

from __future__ import annotations

import pytest

UNDONE = """\
run command: /sbin/ifconfig lo0 inet 10.1.0.1 netmask 255.255.255.255 alias
run command: /sbin/ifconfig lo0 inet 10.1.0.2/24 alias
run command: /sbin/ifconfig lo0 inet 10.1.0.3 netmask 255.255.255.0 alias
run command: /sbin/ifconfig em0 inet 10.0.2.77/32 mtu 1400 alias
run command: /sbin/ifconfig lo0 inet6 2001:db8::1 prefixlen 128 alias
run command: /sbin/ifconfig lo0 inet6 2001:db8::2/64 alias
run command: false
jail: false: failed
run command: /sbin/ifconfig lo0 inet6 2001:db8::2/64 -alias
run command: /sbin/ifconfig lo0 inet6 2001:db8::1 prefixlen 128 -alias
run command: /sbin/ifconfig em0 inet 10.0.2.77/32 -alias
run command: /sbin/ifconfig lo0 inet 10.1.0.3 netmask 255.255.255.0 -alias
run command: /sbin/ifconfig lo0 inet 10.1.0.2/24 -alias
run command: /sbin/ifconfig lo0 inet 10.1.0.1 netmask 255.255.255.255 -alias
0
"""


def test_aliases_come_in_order_and_go_backwards_without_their_options(sh) -> None:
    script = (
        "jail -v -c name=a interface=lo0 ip4.addr=10.1.0.1,10.1.0.2/24,10.1.0.3/255.255.255.0 "
        "'ip4.addr=em0|10.0.2.77/32 mtu 1400' ip6.addr=2001:db8::1,2001:db8::2/64 exec.prestart=false; "
        "ifconfig lo0 | grep -c 10.1.0"
    )
    assert sh(script) == (UNDONE, 1)


def test_without_an_interface_no_alias_is_made_and_the_length_goes(sh) -> None:
    assert sh("jail -v -c name=b ip4.addr=10.2.0.1/24 persist; jls -j b ip4.addr") == (
        "jail_set(JAIL_CREATE) name=b ip4.addr=10.2.0.1 persist\ncreated\n10.2.0.1\n", 0,
    )  # fmt: skip


def test_some_characters_call_the_shell_and_a_last_ampersand_the_background(sh) -> None:
    script = (
        "jail -v -c name=c 'exec.prestart=echo one  two' 'exec.prestart=echo $HOME' 'exec.prestart=sleep 1 &' "
        "'exec.prestart=echo a & echo b' persist | grep run"
    )
    assert sh(script) == (
        "run command: echo one two\nrun command: /bin/sh -c echo $HOME\nrun command: sleep 1\n"
        "run command: /bin/sh -c echo a & echo b\n",
        0,
    )


def test_three_kinds_of_commands_run_inside(sh) -> None:
    script = (
        "echo 'd { path = /; exec.prepare = true; exec.prestart = true; exec.created = true; exec.start = true; "
        "command = true; exec.poststart = true; exec.prestop = true; exec.stop = true; exec.poststop = true; "
        "exec.release = true; persist; }' > /etc/jail.conf; jail -v -c d | grep run; jail -v -r d"
    )
    host, inside = "d: run command: true\n", "d: run command in jail: true\n"
    assert sh(script) == (host * 3 + inside * 2 + host + host + inside + "d: removed\n" + host * 2, 0)


CLEAN = """\
BLOCKSIZE=K
HOME=/root
LANG=C.UTF-8
MAIL=/var/mail/root
MM_CHARSET=UTF-8
PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin
SHELL=/bin/sh
TERM=vt100
USER=root
"""


def test_a_clean_environment_is_the_login_class_and_little_more(sh) -> None:
    assert sh("FOO=bar TERM=vt100 jail -c name=e path=/ exec.clean command=env | sort") == (CLEAN, 0)


LINES = [
    ("jail -c path=/ exec.jail_user=alice command=sh -c 'pwd; id; echo $HOME $USER $SHELL'",
     "/\nuid=1001(alice) gid=1001(alice) groups=1001(alice)\n/home/alice alice /bin/sh\n", 0),
    ("jail -c path=/ exec.clean exec.jail_user=alice command=pwd", "/home/alice\n", 0),
    ("jail -c path=/ exec.jail_user=nemo command=pwd", "jail: nemo: no such user\njail: pwd: failed\n", 1),
    ("jail -c path=/ exec.fib=1 command=true", "jail: setfib: Invalid argument\njail: true: failed\n", 1),
    ("jail -c path=/ exec.timeout=2 command=sleep 10", "jail: sleep 10: timed out\n", 1),
    ("jail -c persist 'exec.prestart=kill -9 $$'", "jail: /bin/sh -c kill -9 $$: exited on signal 9\n", 1),
    ("jail -c path=/ exec.consolelog=/tmp/log exec.prestart='echo host' command=sh -c 'echo out; echo err >&2'; "
     "cat /tmp/log", "host\nout\nerr\n", 0),
    ("jail -c path=/ exec.consolelog=log command=true", "jail: exec.consolelog: log: not an absolute pathname\n", 1),
    ("jail -J /tmp/j -c path=/ command=sh -c 'echo x >&3'",
     "sh: 3: Bad file descriptor\njail: sh -c echo x >&3: failed\n", 1),
    ("jail -c 'exec.timeout=5 ' persist", 'jail: exec.timeout: non-integer value "5 "\n', 1),
    ("jail -c exec.timeout=-+5 persist", 'jail: exec.timeout: non-integer value "-+5"\n', 1),
    ("jail -c 'exec.timeout= +5' name=g persist; jls name", "g\n", 0),
    ("ifconfig epair create > /dev/null; jail -v -c name=v vnet vnet.interface=epair0a persist; "
     "jail -v -c name=w jid=40 vnet vnet.interface=epair0b exec.start=false; ifconfig -l",
     "jail_set(JAIL_CREATE) name=v vnet=new persist\ncreated\nrun command: /sbin/ifconfig epair0a vnet v\n"
     "jail_set(JAIL_CREATE) persist name=w jid=40 vnet=new\ncreated\nrun command: /sbin/ifconfig epair0b vnet 40\n"
     "run command in jail: false\njail: false: failed\nrun command: /sbin/ifconfig epair0b -vnet 40\nremoved\n"
     "em0 lo0 epair0b\n", 0),
    ("jail -v -c name=x vnet vnet.interface=nope0 persist",
     "jail_set(JAIL_CREATE) name=x vnet=new persist\ncreated\nrun command: /sbin/ifconfig nope0 vnet x\n"
     "ifconfig: interface nope0 does not exist\njail: /sbin/ifconfig nope0 vnet x: failed\nremoved\n", 1),
    ("mkdir -p '/j/x y'; printf 'tmpfs /j/x\\\\040y tmpfs rw # c\\n' > /tmp/f; "
     "jail -c name=e path=/j mount.fstab=/tmp/f persist; mount | grep /j", "tmpfs on /j/x y (tmpfs, local)\n", 0),
    ("jail -c path=/ 'mount=tmpfs /x\\x tmpfs' persist", "jail: mount: tmpfs /x\\x tmpfs: fstab parse error\n", 1),
    ("printf '10.0.2.40 j.example.org\\n2001:db8:0:100::40 j.example.org\\n' >> /etc/hosts; "
     "jail -c name=a ip_hostname host.hostname=j.example.org persist; jls ip4.addr ip6.addr",
     "10.0.2.40 2001:db8:0:100::40\n", 0),
    ("jail -c -h name=d host.hostname=2001:db8:0:100::40 persist; jls ip4.addr ip6.addr", "- 2001:db8:0:100::40\n", 0),
    ("jail -c ip_hostname host.hostname=nosuch.example.org persist",
     "jail: host.hostname nosuch.example.org: Name does not resolve\n", 1),
    ("jail -c ip6.addr=fe80::1%lo0 persist", "jail: ip6.addr: not an IPv6 address: fe80::1%lo0\n", 1),
    ("jail -c ip4.addr=010.1.1.1 persist", "jail: ip4.addr: not an IPv4 address: 010.1.1.1\n", 1),
    ("jail -c =x persist", "jail: unknown parameter: \n", 1),
    ("jail -c name=a jid= persist; jls jid name", "1 a\n", 0),
    ("jail -c jid=x persist", 'jail: jid: non-integer value "x"\n', 1),
    ("jail -c jid=-1 persist", "jail: negative jid\n", 1),
    ("jail -c jid=999999 persist; jail -c name=b persist; jls jid name", "1 b\n999999 999999\n", 0),
    ("jail -c securelevel= persist; jls securelevel", "0\n", 0),
    ("jail -c path=/ persist=", "jail: new jail must persist or attach\n", 1),
    ("jail -c path=/ persist=yes", 'jail: persist: unknown boolean value "yes"\n', 1),
    ("jail -c name=q nopersist=0; jls name", "q\n", 0),
    ("jail -c allow.nomount.tmpfs persist", "jail: unknown parameter: allow.nomount.tmpfs\n", 1),
    ("jail -c allow.mount.notmpfs=0 persist; jls allow.mount.tmpfs", "true\n", 0),
    ("jail -c path persist", "jail: jail_set: No such file or directory\n", 1),
    ("jail -c host.hostname persist; jls host.hostname", '""\n', 0),
    ("jail -c vnet=1 persist; jls vnet; jail -c novnet persist", "new\njail: unknown parameter: novnet\n", 1),
    ("jail -c ip4=new persist; jls ip4", "disable\n", 0),
    ("jail -c devfs_ruleset=65536 persist", "jail: jail_set: Invalid argument\n", 1),
    ("jail -c osrelease=12345678901234567890123456789012 persist",
     "jail: osrelease string must be 1-31 bytes long\n", 1),
    ("jail -c osreldate=0 persist", "jail: osreldate cannot be 0\n", 1),
    ("jail -c path=/ osrelease=13.0-X osreldate=1300000 persist; jexec 1 uname -rKU; jexec 1 sysctl kern.osreldate",
     "13.0-X 1300000 1400507\nkern.osreldate: 1300000\n", 0),
    ("jail -c name=$(jot -b a -s '' 256) persist", "jail: jail_set: File name too long\n", 1),
    ("jail -c name=a children.max=1 persist; jail -c name=a. persist; jls jid name", "1 a\n2 a.2\n", 0),
    ("jail -c name=.a persist", 'jail: jail "" not found\n', 1),
    ("jail -c name=a jid=6 persist; jail -m jid=6 name=x.y", "jail: cannot change jail's parent\n", 1),
    ("jail -c cpuset.id=3 persist; jail -c dying persist; jail -c parent=1 persist; jail -c children.cur=1 persist",
     "jail: unknown parameter: cpuset.id\njail: unknown parameter: dying\njail: unknown parameter: parent\n"
     "jail: unknown parameter: children.cur\n", 1),
    ("jail -c name=r persist; jail -m name=r ip4.nosaddrsel host.hostuuid=x host.hostid=5; "
     "jls ip4.saddrsel host.hostuuid host.hostid", "false x 5\n", 0),
    ("jail -c allow.sysvipc persist; jail -c sysvshm=new persist; jls sysvmsg sysvsem sysvshm",
     "inherit inherit inherit\ndisable disable new\n", 0),
    ("jail -c sysvshm=foo persist", 'jail: sysvshm: unknown jailsys value "foo"\n', 1),
    ("echo 'h { host.hostname = \"a\\000b\"c; persist; }' > /etc/jail.conf; jail -e ' '",
     "name=h host.hostname=ac persist\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("script", "output", "status"), LINES, ids=[line[0][:60] for line in LINES])
def test_line(sh, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)
