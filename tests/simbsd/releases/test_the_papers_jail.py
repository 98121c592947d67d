"""Release 4.0: the jail of Kamp and Watson's paper (facts 2.1, 7; kern_jail.c 1.6, kern_prot.c, in_pcb.c,
procfs_status.c of 4.0-RELEASE; usr.sbin/jail/jail.c of 4.0 for the texts).
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine
from simbsd.release import RELEASES
from simbsd.sys.priv import Priv

EPERM = "Operation not permitted"
COMMAND_LINE = [
    ("jail", "jail: Usage: jail path hostname ip-number command ...\n\n", 1),
    ("jail / h 10.0.2.15", "jail: Usage: jail path hostname ip-number command ...\n\n", 1),
    ("jail /nope h 10.0.2.15 /bin/sh", "jail: chdir /nope: No such file or directory\n", 1),
    ("jail / h ten /bin/sh", "jail: Couldn't make sense of ip-number\n\n", 1),
    ("mkdir /e; jail /e h 10.0.2.15 /bin/sh", "jail: execv(/bin/sh): No such file or directory\n", 1),
    ("jail / h 10.0.2.15 sh -c 'echo on'", "jail: execv(sh): No such file or directory\n", 1),
    ("chroot -u nobody / /usr/sbin/jail / h 10.0.2.15 /bin/sh", f"jail: Imprisonment failed: {EPERM}\n", 1),
    ("jail / $(printf %0300d 0) 10.0.2.15 /bin/sh", "jail: Imprisonment failed: File name too long\n", 1),
]


@pytest.mark.parametrize(("script", "output", "status"), COMMAND_LINE, ids=[case[0] for case in COMMAND_LINE])
def test_the_command_of_4(sh, script: str, output: str, status: int) -> None:
    assert sh(script, release="4.0") == (output, status)


INSIDE = [
    ("hostname", "www\n", 0),
    ("hostname mine; hostname", "mine\n", 0),
    ("su nobody -c 'id -un'", "This account is currently not available.\n", 1),
    ("su -m nobody -c 'id -un'", "nobody\n", 0),
    ("id -c", "id: loginclass: Function not implemented\n", 1),
    ("kill -0 1", "kill: 1: No such process\n", 1),
    ("jail / w 10.0.2.16 /bin/sh", f"jail: Imprisonment failed: {EPERM}\n", 1),
    ("mknod /tmp/n c 1 3", f"mknod: /tmp/n: {EPERM}\n", 1),
    ("mount -t tmpfs t /mnt", f"mount: t: {EPERM}\n", 1),
    ("mount | wc -l | tr -d ' '", "3\n", 0),
    ("ping -c1 10.0.2.15", f"ping: ssend socket: {EPERM}\n", 71),
    ("ifconfig em0 10.9.9.9/24", f"ifconfig: ioctl (SIOCDIFADDR): {EPERM}\n", 1),
    ("sysctl kern.securelevel=1", f"kern.securelevel: -1\nsysctl: kern.securelevel=1: {EPERM}\n", 1),
    ("sysctl kern.hostname=x", "kern.hostname: www -> x\n", 0),
    ("touch /tmp/f; chown 1001 /tmp/f; stat -f %u /tmp/f", "1001\n", 0),
    ("touch /tmp/f; chflags schg /tmp/f", f"chflags: /tmp/f: {EPERM}\n", 1),
    ("touch /tmp/f; chflags uchg /tmp/f && echo set", "set\n", 0),
    ("nice -n -5 true", "nice: setpriority: Permission denied\n", 0),
    ("kldload pf", f"kldload: can't load pf: {EPERM}\n", 1),
    ("date 202401010000", f"date: settimeofday (timeval): {EPERM}\n", 1),
    ("nc -l 10.0.2.16 80", "nc: Invalid argument\n", 1),
    ("nc -l 127.0.0.1 80", "nc: Invalid argument\n", 1),
    ("nc -l 0.0.0.0 80 & sleep 1; sockstat -4lq | tr -s ' ' | cut -d' ' -f5-; kill $!", "tcp4 10.0.2.15:80 *:*\n", 0),
    ("jls -n", "jls: jail_get: Function not implemented\n", 1),
    ("jexec 1 id", "jexec: jail_get: Function not implemented\n", 1),
    ("ps ax -o jid= -o stat= | grep -cv J", "0\n", 1),
]


@pytest.mark.parametrize(("command", "output", "status"), INSIDE, ids=[case[0] for case in INSIDE])
def test_what_its_root_may(sh, command: str, output: str, status: int) -> None:
    script = f"mount -t procfs proc /proc; jail / www 10.0.2.15 /bin/sh -c {_quoted(command)}"
    assert sh(script, release="4.0") == (output, status)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def test_the_host_tells_jails_by_the_host_name_in_proc(sh) -> None:
    script = (
        "mount -t procfs proc /proc; jail / www 10.0.2.15 /bin/sh -c 'sleep 1; hostname other; sleep 9' & sleep 0.5\n"
        "field() { read -r line </proc/$1/status; echo ${line##* }; }\n"
        "field $!; sleep 1; field $!; field $$; kill -9 $!"
    )
    assert sh(script, release="4.0") == ("www\nother\n-\n", 0)


def test_one_switch_takes_the_host_name_from_every_jail(sh) -> None:
    script = (
        "jail / www 10.0.2.15 /bin/sh -c 'sleep 1; hostname x; sysctl jail.set_hostname_allowed=1' & sleep 0.5\n"
        "sysctl jail.set_hostname_allowed=0; wait; jail / b 10.0.2.16 /bin/hostname y"
    )
    refused = f"hostname: sethostname: {EPERM}\n"
    assert sh(script, release="4.0") == (
        "jail.set_hostname_allowed: 1 -> 0\n"
        f"{refused}jail.set_hostname_allowed: 0\nsysctl: jail.set_hostname_allowed=1: {EPERM}\n{refused}",
        1,
    )


def test_a_jail_ends_with_its_last_process() -> None:
    machine = Machine("4.0", ttys=0)
    script = b"jail / a 10.0.2.15 /bin/sh -c 'sleep 1 & sleep 2; wait'; jail / b 10.0.2.15 /bin/sh -c :"
    assert machine.script(script) == (b"", 0)
    assert list(machine.kernel.allprison) == [0]
    assert machine.kernel.prisonips == {}


def test_two_jails_may_share_an_address_and_their_signals_do_not_cross(sh) -> None:
    script = (
        "jail / a 10.0.2.15 /bin/sleep 9 & a=$!; sleep 0.1; jail / b 10.0.2.15 /bin/sh -c \"kill $a; echo \\$?\"; "
        "chroot -u 1001 / kill $a; kill $a; wait $a; echo $?"
    )
    lines = sh(script, release="4.0")[0].split("\n")
    assert [line.split(": ")[-1] for line in lines] == ["No such process", "1", EPERM, "143", ""]


def test_root_in_a_jail_holds_about_thirty_five_privileges_and_default_is_deny() -> None:
    held = RELEASES["4.0"].prison_root
    assert held is not None
    assert all(f"PRIV_{name}" in Priv.__members__ for name in held)
    assert 30 <= len(held) <= 40
    assert not held & {"VFS_MOUNT", "VFS_MKNOD_DEV", "NETINET_RAW", "NET_ROUTE", "KLD_LOAD", "SYSCTL_WRITE", "REBOOT"}


def test_a_refused_jail_changes_nothing() -> None:
    machine = Machine("4.0", ttys=0)
    machine.script(b"mkdir /e; jail /e h 10.0.2.15 /bin/sh")
    kernel = machine.kernel
    before = (list(kernel.allprison), kernel.lastprid)
    machine.script(b"jail / $(printf %0300d 0) 10.0.2.15 /bin/sh")
    machine.script(b"chroot -u nobody / /usr/sbin/jail / h 1.2.3.4 /bin/sh")
    assert (list(kernel.allprison), kernel.lastprid) == before


@pytest.mark.parametrize("release", ["3.4", "4.0"])
def test_calls_that_came_with_8_are_not_there(sh, release: str) -> None:
    script = "jexec 1 true; jls -n -j 1; sysctl -n kern.features.vimage; chroot -n / true"
    assert sh(script, release=release) == (
        "jexec: jail_get: Function not implemented\njls: jail_get: Function not implemented\n"
        "sysctl: unknown oid 'kern.features.vimage'\nchroot: procctl: Function not implemented\n",
        1,
    )


def test_3_4_has_no_jails_at_all(sh) -> None:
    script = "jail -c name=w path=/ persist; jail / h 10.0.2.15 /bin/sh; sysctl jail.set_hostname_allowed"
    assert sh(script, release="3.4") == (
        "jail: jail_set: Function not implemented\njail: jail_set: Function not implemented\n"
        "sysctl: unknown oid 'jail.set_hostname_allowed'\n",
        1,
    )
