"""stat, readlink, du, daemon: whole outputs. Texts: usr.bin/{stat,du}, usr.sbin/daemon."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
DU_USAGE = (
    "usage: du [-Aclnx] [-H | -L | -P] [-g | -h | -k | -m] [-a | -s | -d depth] [-B blocksize] [-I mask] "
    "[-t threshold] [file ...]\n"
)
FILES = "cd /tmp; echo hi > f; ln -s f l; "
TREE = "cd /tmp; mkdir -p a/b; yes | head -c 10000 > a/b/f; ln a/b/f a/g; "
WHEN = "Mar  1 12:00:00 2024"


def test_attributes_in_every_form(sh: Run) -> None:
    assert sh(f"{FILES}stat -l f l; stat -F l /tmp; stat -r f | cut -d' ' -f3-8; stat -s f | cut -d' ' -f3-8") == (
        f"-rw-r--r-- 1 root wheel 3 {WHEN} f\nlrwxr-xr-x 1 root wheel 1 Mar  1 12:00:00 2024 l -> f\n"
        "lrwxr-xr-x 1 root wheel 1 Mar  1 12:00:00 2024 l@ -> f\n"
        "drwxrwxrwt 2 root wheel 512 Mar  1 12:00:00 2024 /tmp/\n"
        "0100644 1 0 0 0 3\nst_mode=0100644 st_nlink=1 st_uid=0 st_gid=0 st_rdev=0 st_size=3\n",
        0,
    )
    assert sh(f"{FILES}stat f | cut -d' ' -f3-11; stat -x f | grep Size; stat -x f | grep Mod") == (
        '-rw-r--r-- 1 root wheel 0 3 "Mar  1\n  Size: 3            FileType: Regular File\n'
        "  Mode: (0644/-rw-r--r--)         Uid: (    0/    root)  Gid: (    0/   wheel)\n"
        "Modify: Fri Mar  1 12:00:00 2024\n",
        0,
    )


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("%Sp %Lp %Mp %Hp %OLp %SHp", "lrwxr-xr-x 755 0 12 755 rwx"),
        ("%N %HT%T%SY %Y %R", "l Symbolic Link@ -> f f /tmp/f"),
        ("%5u|%-5u|%05u|%.3u|%Su|%8Sg", "    0|0    |00000|000|root|   wheel"),
        ("%z%%%n%@", "1%\n1"),
        ("%#Xf %Sf", "0 -"),
        ("%.0Fa %.3Fa", "1709294400 1709294400.000"),
    ],
)
def test_formats(sh: Run, form: str, shown: str) -> None:
    assert sh(f"{FILES}stat -f '{form}' l") == (f"{shown}\n", 0)


def test_stat_refuses(sh: Run) -> None:
    assert sh("stat -f %Q /") == ("stat: %Q: bad format\n", 1)
    assert sh("stat -f %Hz /") == ("stat: %Hz: bad format\n", 1)
    assert sh("stat -f %Fz /") == ("stat: %Fz: bad format\n", 1)
    assert sh(f"stat -f %{'9' * 5000}z / | cut -c1-10") == ("stat: %" + "9" * 5000 + "z: bad format\n", 0)
    assert sh("stat /nope /tmp -l > /dev/null") == (
        "stat: /nope: No such file or directory\nstat: -l: No such file or directory\n",
        1,
    )
    assert sh("stat -q /nope") == ("", 1)
    assert sh("stat -l -x /") == ("stat: can't use format 'l' with 'x'\n", 1)
    assert sh("stat -x -F /") == ("stat: can't use format 'x' with -F\n", 1)
    assert sh("stat -Z") == (
        "stat: illegal option -- Z\n"
        "usage: stat [-FLnq] [-f format | -l | -r | -s | -x] [-t timefmt] [file|handle ...]\n",
        1,
    )


def test_where_links_lead(sh: Run) -> None:
    assert sh(f"{FILES}readlink l; readlink -n l; readlink f; echo $?; readlink -f l; readlink /nope") == (
        "f\nf1\n/tmp/f\n",
        1,
    )


def test_room_taken(sh: Run) -> None:
    assert sh(
        f"{TREE}du -k a; du -ka a; du -ks a; du -h a; du -kd 0 a; du -kA a; du -k -t 17K a; du -kI b a; du -klc a"
    ) == (
        "16\ta/b\n20\ta\n12\ta/b/f\n16\ta/b\n20\ta\n20\ta\n 16K\ta/b\n 20K\ta\n20\ta\n11\ta/b\n11\ta\n20\ta\n16\ta\n"
        "16\ta/b\n32\ta\n32\ttotal\n",
        0,
    )


def test_du_refuses(sh: Run) -> None:
    assert sh("du nope") == ("du: nope: No such file or directory\n", 1)
    assert sh("du -B x") == (f"du: invalid argument to option B: x\n{DU_USAGE}", 64)
    assert sh("du -t x") == (f"du: invalid threshold: x\n{DU_USAGE}", 64)
    assert sh("du -as") == (DU_USAGE, 64)
    assert sh("du -Q") == (f"du: invalid option -- Q\n{DU_USAGE}", 64)


def test_a_supervised_program(sh: Run) -> None:
    script = (
        "cd /tmp; daemon -p pid -o log sh -c 'echo out; echo err >&2; exec sleep 100'; sleep 1; cat log; "
        "ps -o comm= -p $(cat pid); daemon -p pid true 2>&1 | cut -d: -f1-2; kill $(cat pid); sleep 1; ls"
    )
    assert sh(script) == ("out\nerr\nsleep\ndaemon: process already running, pid\nlog\n", 0)


def test_a_program_is_started_again_until_the_supervisor_ends(sh: Run) -> None:
    script = (
        "cd /tmp; daemon -r -R 2 -P sup sh -c 'echo again >> count'; sleep 5; wc -l < count; "
        "kill $(cat sup); sleep 5; wc -l < count; ls"
    )
    assert sh(script) == ("       3\n       3\ncount\n", 0)


def test_a_program_without_supervisor_and_another_user(sh: Run) -> None:
    script = (
        "daemon -cf sh -c 'pwd > /tmp/d; sleep 5'; daemon -u alice id -un; daemon sh -c 'ps -o tt= -p $$'; "
        "sleep 1; cat /tmp/d"
    )
    output, status = sh(script)
    assert (sorted(output.split()), status) == (["-", "/", "alice"], 0)


def test_a_program_without_dev_null_keeps_its_streams(sh: Run) -> None:
    """lib/libc/gen/daemon.c: daemonfd redirects only if /dev/null could be opened. A jail without devfs has none."""
    script = (
        "mkdir -p /j/bin /j/lib /j/libexec /j/usr/sbin; cp /bin/echo /j/bin/; "
        "jail -c name=j path=/j persist; cp -R /lib /libexec /j/; cp /usr/sbin/daemon /j/usr/sbin/; "
        "jexec j /usr/sbin/daemon -f /bin/echo heard; sleep 1"
    )
    assert sh(script) == ("heard\n", 0)


def test_daemon_refuses(sh: Run) -> None:
    assert sh("daemon -R 0 x") == ("daemon: invalid restart delay\n", 6)
    assert sh("daemon -l foo x") == ("daemon: unrecognized syslog facility\n", 5)
    assert sh("daemon -s foo x") == ("daemon: unrecognized syslog priority\n", 4)
    assert sh("daemon -m 4 x") == ("daemon: unrecognized listening mask\n", 6)
    assert sh("daemon -o /nope/x y") == ("daemon: open: No such file or directory\n", 7)
    assert sh("daemon -p /nope/x y") == ("daemon: pidfile ``/nope/x'': No such file or directory\n", 2)
    assert sh("daemon nope; sleep 1; daemon -u bob true; sleep 1") == (
        "daemon: nope: No such file or directory\ndaemon: unknown user: bob\n",
        0,
    )
    output, status = sh("daemon")
    assert (output.splitlines()[0], status) == ("usage: daemon [-cfHrS] [-p child_pidfile] [-P supervisor_pidfile]", 1)
