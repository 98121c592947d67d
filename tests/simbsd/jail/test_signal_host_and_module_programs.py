"""kill, killall, pkill, hostname, uname, sleep, date, chroot, dmesg, kld*: facts 2.7, 3.4, 3.6."""

from __future__ import annotations

import pytest

SIGNALS = (
    "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG\n"
    "STOP TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2\n"
)
UNAME = (
    "FreeBSD cellblock 14.0-STABLE FreeBSD 14.0-STABLE #0: Fri Mar  1 00:00:00 UTC 2024     "
    "root@cellblock:/usr/obj/usr/src/amd64.amd64/sys/GENERIC amd64\n"
)
DATE_USAGE = """\
usage: date [-jnRu] [-I[date|hours|minutes|seconds]] [-f input_fmt]
            [ -z output_zone ] [-r filename|seconds] [-v[+|-]val[y|m|w|d|H|M|S]]
            [[[[[[cc]yy]mm]dd]HH]MM[.SS] | new_date] [+output_fmt]
"""
TEXTS = [
    ("/bin/kill 9999", "kill: 9999: No such process\n", 1),
    ("/bin/kill x", "kill: illegal process id: x\n", 2),
    ("/bin/kill -FOO 1", "kill: unknown signal FOO; valid signals:\n" + SIGNALS, 2),
    ("/bin/kill -l", SIGNALS, 0),
    ("/bin/kill -l 143", "TERM\n", 0),
    ("/bin/kill -s sigusr1 $$; echo no", "", 158),
    ("/bin/kill -0 $$; echo yes", "yes\n", 0),
    ("killall nope", "No matching processes were found\n", 1),
    ("killall -q nope", "", 1),
    ("killall -j x a", 'killall: jail "x" not found\n', 1),
    ("killall -u bob a", "killall: user bob does not exist\n", 1),
    ("pkill nope", "", 1),
    ("pgrep nope", "", 1),
    ("pkill -j x sh", "pkill: Invalid jail ID or name `x'\n", 2),
    ("pgrep -n -o x", "pgrep: Options -n and -o are mutually exclusive\n", 3),
    ("pgrep -u bob x", "pgrep: Unknown user `bob'\n", 2),
    ("pgrep", "usage: pgrep [-LSfilnoqvx] [-d delim] [-F pidfile] [-G gid] [-M core] [-N system]\n"
     "             [-P ppid] [-U uid] [-c class] [-g pgrp] [-j jail]\n"
     "             [-s sid] [-t tty] [-u euid] pattern ...\n", 2),
    ("hostname", "cellblock\n", 0),
    ("hostname a.b.c; hostname -s; hostname -d; hostname", "a\nb.c\na.b.c\n", 0),
    ("hostname -s -d", "usage: hostname [-f] [-s | -d] [name-of-host]\n", 1),
    ("uname", "FreeBSD\n", 0),
    ("uname -a", UNAME, 0),
    ("uname -K -m -p", "amd64 amd64 1400507\n", 0),
    ("uname -x", "uname: illegal option -- x\nusage: uname [-abiKmnoprsUv]\n", 1),
    ("sleep", "usage: sleep number[unit] ...\n"
     "Unit can be 's' (seconds, the default), m (minutes), h (hours), or d (days).\n", 1),
    ("sleep 1.5 0.5m; date +%T", "12:00:31\n", 0),
    ("date", "Fri Mar  1 12:00:00 UTC 2024\n", 0),
    ("date -u +%Y-%m-%dT%H:%M:%S%z", "2024-03-01T12:00:00+0000\n", 0),
    ("date -r 0 '+%a %j %U %e %s %p %y %%'", "Thu 001 00  1 0 AM 70 %\n", 0),
    ("date -Iseconds; date -I", "2024-03-01T12:00:00+00:00\n2024-03-01\n", 0),
    ("date -R", "Fri, 01 Mar 2024 12:00:00 +0000\n", 0),
    ("date 202501020304.05; date", "Thu Jan  2 03:04:05 UTC 2025\nThu Jan  2 03:04:05 UTC 2025\n", 0),
    ("date -j 0304; date", "Fri Mar  1 03:04:00 UTC 2024\nFri Mar  1 12:00:00 UTC 2024\n", 0),
    ("date xyz", "date: illegal time format\n" + DATE_USAGE, 1),
    ("chroot /nope id", "chroot: /nope: No such file or directory\n", 1),
    ("chroot -u bob / id", "chroot: no such user `bob'\n", 1),
    ("chroot -g nogrp / id", "chroot: no such group `nogrp'\n", 1),
    ("chroot / nosuch", "chroot: nosuch: No such file or directory\n", 1),
    ("chroot -u nobody -g nobody -G 5 / id -u", "65534\n", 0),
    ("chroot", "usage: chroot [-g group] [-G group,group,...] [-u user] [-n] newroot [command]\n", 1),
    ("kldstat", "Id Refs Address                Size Name\n 1    1 0xffffffff80200000  1d4f6c0 kernel\n", 0),
    ("kldload nope", "kldload: can't load nope: No such file or directory\n", 1),
    ("kldload pf; kldload pf", "kldload: can't load pf: module already loaded or in kernel\n", 1),
    ("kldload -v pf; kldstat -q -m pf; echo $?; kldunload pf; kldstat -q -m pf", "Loaded pf, id=2\n0\n", 1),
    ("kldstat -n x", "kldstat: can't find file x: No such file or directory\n", 1),
    ("kldunload pf", "kldunload: can't find file pf\n", 1),
    ("kldunload kernel", "kldunload: can't unload file: Device busy\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("script", "output", "status"), TEXTS, ids=[script for script, _, _ in TEXTS])
def test_texts(sh, script: str, output: str, status: int) -> None:
    """To the byte."""
    assert sh(script) == (output, status)


JAILS = """
jail -c name=a persist exec.start='sleep 100 &'; jail -c name=b persist exec.start='sleep 100 &'; sleep 200 &
"""


def test_killall_j_acts_inside_the_jail(sh) -> None:
    """Facts 3.4: it attaches, then acts."""
    script = """
    killall -j a sleep; pgrep -j a sleep; pgrep -j any -f -l 100 | grep -c sleep; pgrep -j none sleep | grep -c .
    """
    assert sh(JAILS + script) == ("1\n1\n", 0)


def test_pkill_j_chooses_by_jail(sh) -> None:
    """Facts 3.4: any, none, names and numbers."""
    script = "pkill -j b,a sleep; echo $?; pgrep -j any sleep; echo $?; pkill -9 -j none sleep; echo $?; pgrep sleep"
    assert sh(JAILS + script) == ("0\n1\n0\n", 1)


def test_killall_shows_and_asks(sh) -> None:
    """-s shows, -v tells."""
    script = """
    sleep 50 & [ "`killall -s -HUP sleep`" = "kill -HUP $!" ]; echo $?; pgrep sleep | grep -c .
    """
    assert sh(script) == ("0\n1\n", 0)


def test_users_see_the_message_buffer_unless_told_otherwise(sh) -> None:
    """security.bsd.unprivileged_read_msgbuf."""
    script = "sysctl -q security.bsd.unprivileged_read_msgbuf=0; chroot -u nobody / dmesg"
    assert sh(script) == (
        "security.bsd.unprivileged_read_msgbuf: 1 -> 0\ndmesg: sysctl kern.msgbuf: Operation not permitted\n", 1,
    )  # fmt: skip
