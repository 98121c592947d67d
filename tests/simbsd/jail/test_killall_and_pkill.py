"""killall(1), pgrep(1), pkill(1): every option of killall.c and pkill.c."""

from __future__ import annotations

import pytest

USAGE = (
    "usage: pkill [-signal] [-ILfilnovx] [-F pidfile] [-G gid] [-M core] [-N system]\n"
    "             [-P ppid] [-U uid] [-c class] [-g pgrp] [-j jail]\n"
    "             [-s sid] [-t tty] [-u euid] pattern ...\n"
)
SLEEP = "sleep 60 & p=$!; sleep 1\n"
TEXTS = [
    ("killall -SIGFOO x", "killall: unknown signal FOO; valid signals:\n", 1),
    ("killall -99 x", "killall: unknown signal 99; valid signals:\n", 1),
    ("killall -9x x", "killall: illegal signal number: 9x\n", 1),
    ("killall -j", "killall: must specify jail\n", 1),
    ("killall -u", "killall: must specify user\n", 1),
    ("killall -t", "killall: must specify tty\n", 1),
    ("killall -c", "killall: must specify procname\n", 1),
    ("killall -t nope", "killall: stat(/dev/ttynope): No such file or directory\n", 1),
    ("killall -t /dev/nope", "killall: stat(/dev/nope): No such file or directory\n", 1),
    ("killall -m -c '['", "killall: [: illegal regexp\nNo matching processes were found\n", 1),
    ("pkill", USAGE, 2),
    ("pkill -q x", USAGE, 2),
    ("pkill -P x y", USAGE, 2),
    ("pkill -u root, y", USAGE, 2),
    ("pkill '['", "pkill: Cannot compile regular expression `[' (brackets ([ ]) not balanced)\n", 2),
    ("pkill -j -3 x", "pkill: Negative jail ID `-3'\n", 2),
    ("pkill -G nope x", "pkill: Unknown group `nope'\n", 2),
    ("pkill -t nope x", "pkill: No such tty: `nope'\n", 2),
    ("pkill -t 7 x", "pkill: No such tty: `/dev/pts/7'\n", 2),
    ("pkill -t -2 x", "pkill: Negative /dev/pts tty `-2'\n", 2),
    ("cd /etc; pkill -t ../etc/passwd x", "pkill: Not a tty: `../etc/passwd'\n", 2),
    ("pgrep -F /nope", "pgrep: Cannot open pidfile `/nope': No such file or directory\n", 3),
    (">/tmp/p; pgrep -F /tmp/p", "pgrep: Pidfile `/tmp/p' is empty\n", 3),
    ("echo 3 >/tmp/p; pgrep -F /tmp/p", "pgrep: Invalid pid in file `/tmp/p'\n", 3),
    ("echo x >/tmp/p; pgrep -F /tmp/p", "pgrep: Invalid pid in file `/tmp/p'\n", 3),
    ("pkill -l nope", "No matching processes belonging to you were found\n", 1),
    ("pkill -j nope-here x", "pkill: Invalid jail ID or name `nope-here'\n", 2),
]  # fmt: skip


@pytest.mark.parametrize(("script", "output", "status"), TEXTS, ids=[script for script, _, _ in TEXTS])
def test_refusals(sh, script: str, output: str, status: int) -> None:
    """Statuses: 1 no match, 2 bad usage, 3 trouble; killall knows only 1."""
    said, code = sh(script)
    assert (said[: len(output)], code) == (output, status)


def test_killall_shows_what_it_would_do(sh) -> None:
    """-s shows, -v shows and acts, -d tells of everything and does not act."""
    script = SLEEP + """
    [ "`killall -s sleep`" = "kill -TERM $p" ]; echo $?
    killall -d -u root sleep | cut -d ' ' -f 1 ; [ "`killall -v -0 sleep`" = "kill -Signal 0 $p" ]; echo $?
    killall -e -u root -c sleep -q; echo $?
    """
    assert sh(script) == ("0\nuid:0\nnprocs\nsig:15,\n0\n0\n", 0)


def test_killall_asks_with_signal_0_unless_another_follows(sh) -> None:
    """killall.c loses the signal when it takes -I for one."""
    script = SLEEP + """
    echo y | killall -I sleep | cut -c 1-29; pgrep sleep | grep -c .
    echo n | killall -I -TERM sleep >/dev/null; echo $?; pgrep sleep | grep -c .
    echo y | killall -I -TERM sleep >/dev/null; echo $?; sleep 1; pgrep sleep | grep -c .
    """
    assert sh(script) == ("Send signal 0 to sleep (pid 8\n1\nNo matching processes were found\n1\n1\n0\n0\n", 1)


def test_pkill_asks_about_each(sh) -> None:
    """One answer a process, from the same input."""
    script = """
    sleep 50 & sleep 60 & sleep 1
    printf 'y\\nn\\n' | pkill -I -f 'sleep [56]0' >/dev/null; sleep 1; pgrep -fl sleep | cut -d ' ' -f 2-
    """
    assert sh(script) == ("sleep 60\n", 0)


def test_pgrep_finds_by_every_criterion(sh) -> None:
    """Class, pid file, parent, group, session, terminal, octal and hexadecimal numbers; -x, -i, -l, -f, -d."""
    script = SLEEP + """
    same() { [ "`pgrep "$@"`" = $p ] && printf 'y ' || printf 'n '; }
    echo $p >/tmp/pid
    same -c default sleep; same -F /tmp/pid; same -F /tmp/pid sh; same -P $$ sleep; same -P 0x`printf %x $$` sleep
    same -g `ps -o pgid= -p $p` sleep; same -s 0 -x sleep; same -t - sleep; same -U root sleep; same -u 0 sleep
    same -G wheel sleep; same -i SLEEP; same -x slee; same -f 'sleep 60'; same -xf 'sleep 6'; same -n sleep
    same -o sleep; same -j none sleep; same -j 0 sleep; same -q sleep
    echo; pgrep -a -l -d : '^(init|sleep)$' | cut -d : -f 1; pgrep -q sleep; echo $?
    """
    assert sh(script) == ("y y n y y y y y y y y y n y n y y y n n \n1 init\n0\n", 0)


def test_the_searcher_itself_is_never_found(sh) -> None:
    """Nor are those above it without -a; -v turns the choice round, but never to itself."""
    script = "pgrep -x pgrep; echo $?; pgrep sh; echo $?; pgrep -a sh | grep -c .; pgrep -v . | grep -c ."
    assert sh(script)[0].startswith("1\n1\n")


def test_d_tells_how_each_process_fared(sh) -> None:
    """pgrep -D and -DD, on standard error."""
    script = SLEEP + "pgrep -D -j any slee; pgrep -DD slee 2>&1 | grep -E 'init|sleep' | cut -c 1-9"
    lines = sh(script)[0].splitlines()
    assert any(line.endswith("   0 kernel") and line.startswith("* Skipped ") for line in lines)
    assert lines[-2:] == ["* NoMatch", "* Matched"]


def test_by_jail_as_freebsds_own_tests_do(sh) -> None:
    """bin/pkill/tests/pgrep-j_test.sh and pkill-j_test.sh: by number, any, none, name."""
    script = """
    jail -c path=/ name=one ip4.addr=127.0.0.1 command=sleep 5 & jail -c path=/ name=two command=sleep 5 &
    sleep 5 & sleep 1
    for j in 1 2 1,2 any none one one,two 0; do echo $j: `pgrep -f -x -j "$j" 'sleep 5' | grep -c .`; done
    pkill -f -x -j one,none 'sleep 5'; echo $?; sleep 1; pgrep -fxj any 'sleep 5' | grep -c .; pgrep -fxj none 'sleep 5'
    """
    assert sh(script) == (
        "1: 1\n2: 1\n1,2: 2\nany: 2\nnone: 1\none: 1\none,two: 2\n0: 2\n0\njail: sleep 5: exited on signal 15\n1\n", 1,
    )  # fmt: skip
