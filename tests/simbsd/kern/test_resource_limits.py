"""Limits of a process: shown and set by ulimit, and what happens at them.

Rules: bin/sh/miscbltin.c (ulimitcmd), sys/kern/kern_resource.c (lim_cb), vfs_vnops.c (vn_rlimit_fsizex1), tty_pts.c.
"""

from __future__ import annotations

from simbsd.lib.pty import posix_openpt
from simbsd.lib.resource import setrlimit
from simbsd.lib.unistd import close
from simbsd.machine import Machine
from simbsd.sys.errno import EAGAIN, Errno

ALL = """\
cpu time               (seconds, -t)  unlimited
file size           (512-blocks, -f)  unlimited
data seg size           (kbytes, -d)  33554432
stack size              (kbytes, -s)  524288
core file size      (512-blocks, -c)  unlimited
max memory size         (kbytes, -m)  unlimited
locked memory           (kbytes, -l)  unlimited
max user processes              (-u)  1800
open files                      (-n)  1024
virtual mem size        (kbytes, -v)  unlimited
swap limit              (kbytes, -w)  unlimited
socket buffer size       (bytes, -b)  unlimited
pseudo-terminals                (-p)  unlimited
kqueues                         (-k)  unlimited
umtx shared locks               (-o)  unlimited
"""


def test_ulimit_lists_every_limit(sh) -> None:
    assert sh("ulimit -a") == (ALL, 0)


def test_ulimit_sets_both_limits_unless_told_which(sh) -> None:
    script = "ulimit -S -t 5; ulimit -t; ulimit -Ht; ulimit -f 8; ulimit; ulimit -Hf; ulimit -n 20; sh -c 'ulimit -n'"
    assert sh(script)[0] == "5\nunlimited\n8\n8\n20\n"


def test_ulimit_refuses_what_is_no_number(sh) -> None:
    for argument in ("x", "-1x", "1k", "99999999999999999999"):
        assert "ulimit: " in sh(f"ulimit -n -- {argument}")[0]
    assert sh("ulimit 1 2")[0] == "ulimit: too many arguments\n"
    assert sh("ulimit -a 1")[0] == "ulimit: too many arguments\n"
    assert sh("ulimit -n x; ulimit -n")[0] == "ulimit: bad number\n1024\n"


def test_a_file_grows_to_its_limit_and_the_next_write_is_a_signal(sh) -> None:
    script = "sh -c 'ulimit -f 1; dd if=/dev/zero of=/tmp/x bs=300 count=4'; echo $?; wc -c </tmp/x"
    assert sh(script)[0] == "Filesize limit exceeded\n153\n     512\n"


def test_who_ignores_the_signal_is_refused(sh) -> None:
    script = "sh -c 'ulimit -f 1; trap \"\" XFSZ; dd if=/dev/zero of=/tmp/x bs=512 count=4'"
    assert sh(script)[0].startswith("dd: /tmp/x: File too large\n")


def test_a_process_over_its_soft_seconds_is_told(sh) -> None:
    assert sh("sh -c 'ulimit -St 1; while :; do :; done'; echo $?")[0] == "Cputime limit exceeded\n152\n"


def test_a_process_over_its_hard_seconds_is_killed(sh) -> None:
    out = sh("sh -c 'ulimit -t 1; trap \"\" XCPU; while :; do :; done'; echo $?; dmesg | tail -n 1")[0]
    assert out.startswith("Killed\n137\npid ")
    assert out.endswith(" (sh), jid 0, uid 0, was killed: exceeded maximum CPU limit\n")


def test_a_user_has_no_more_pseudo_terminals_than_the_limit(after) -> None:
    async def body(log):
        await setrlimit("npts", 1, 1)
        master = await posix_openpt(2)
        try:
            await posix_openpt(2)
        except Errno as error:
            log.append(error.errno)
        await close(master)
        log.append(await posix_openpt(2) == master)
        return 0

    assert after(body) == [EAGAIN, True]


def test_a_descriptor_above_the_limit_cannot_be_asked_for() -> None:
    """kern_descrip.c, kern_fcntl: F_DUPFD at or above the limit is EINVAL; sh meets it when it saves a descriptor."""
    output, status = Machine(ttys=0, watched=False).script(b"ulimit -n 9\necho a >/tmp/z\n")
    assert (output, status) == (b"sh: 1: Invalid argument\n", 2)
