"""basename, dirname, mktemp, nice, nohup, renice, time, which, xargs: whole outputs.

Texts: usr.bin/{basename,dirname,mktemp,nice,nohup,renice,time,which,xargs}.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
XARGS_USAGE = (
    "usage: xargs [-0opt] [-E eofstr] [-I replstr [-R replacements] [-S replsize]]\n"
    "             [-J replstr] [-L number] [-n number [-x]] [-P maxprocs]\n"
    "             [-s size] [utility [argument ...]]\n"
)
TOO_LONG = "xargs: command line cannot be assembled, too long\n"
MKTEMP_USAGE = (
    "usage: mktemp [-d] [-p tmpdir] [-q] [-t prefix] [-u] template ...\n"
    "       mktemp [-d] [-p tmpdir] [-q] [-u] -t prefix \n"
)


def test_parts_of_paths(sh: Run) -> None:
    script = "basename /a/b.c .c; basename -a /a/b c/; basename -s .c a.c b.c; basename .c .c; basename /; basename ''"
    assert sh(script) == ("b\nb\nc\na\nb\n.c\n/\n\n", 0)
    assert sh("dirname /a/b c / a//b/") == ("/a\n.\n/\na\n", 0)
    assert sh("basename") == ("usage: basename string [suffix]\n       basename [-a] [-s suffix] string [...]\n", 1)
    assert sh("dirname") == ("usage: dirname string [...]\n", 1)


def test_new_names(sh: Run) -> None:
    script = (
        "f=$(mktemp); d=$(mktemp -d /tmp/x.XXXX); u=$(mktemp -u -t foo); "
        "ls -l $f | cut -c1-10; ls -ld $d | cut -c1-10; "
        "expr $f : '/tmp/tmp\\.[0-9A-Za-z]*$'; expr $d : '/tmp/x\\.....$'; ls $u > /dev/null 2>&1; echo $? ${#u}; "
        "TMPDIR=/var/tmp mktemp -t q | cut -c1-11; mktemp -p /root x"
    )
    assert sh(script) == ("-rw-------\ndrwx------\n19\n11\n1 19\n/var/tmp/q.\n/root/x\n", 0)


def test_mktemp_refuses(sh: Run) -> None:
    assert sh("mktemp /nope/x.XX") == ("mktemp: mkstemp failed on /nope/x.XX: No such file or directory\n", 1)
    assert sh("mktemp -d /nope/XX") == ("mktemp: mkdtemp failed on /nope/XX: No such file or directory\n", 1)
    assert sh("mktemp -q /nope/XX") == ("", 1)
    assert sh("touch /tmp/a; mktemp /tmp/a") == ("mktemp: mkstemp failed on /tmp/a: File exists\n", 1)
    assert sh("mktemp -Q") == (f"mktemp: invalid option -- Q\n{MKTEMP_USAGE}", 1)


def test_where_programs_are(sh: Run) -> None:
    assert sh(
        "which ls nope sh; echo $?; PATH=/bin:/rescue /usr/bin/which -a cat; which -s ls; which /bin/ls /etc/hosts"
    ) == (
        "/bin/ls\n/bin/sh\n1\n/bin/cat\n/rescue/cat\n/bin/ls\n",
        1,
    )
    assert sh("which") == ("usage: which [-as] program ...\n", 1)


def test_priorities(sh: Run) -> None:
    shown = "sh -c 'ps -o nice= -p $$'"
    assert sh(f"nice {shown}; nice -n 5 {shown}; nice -3 {shown}") == ("10\n5\n3\n", 0)
    assert sh("nice nope") == ("nice: nope: No such file or directory\n", 127)
    assert sh("nice -n x true") == ("nice: x: invalid nice value\n", 1)
    assert sh("nice") == ("usage: nice [-n increment] utility [argument ...]\n", 1)
    assert sh("sleep 9 & renice 5 $! 2>&1 | cut -d: -f2; renice -n 3 -p $! 2>&1 | cut -d: -f2; renice 1 99999") == (
        " old priority 0, new priority 5\n old priority 5, new priority 8\n"
        "renice: 99999: getpriority: No such process\n",
        1,
    )
    assert sh("renice a") == ("renice: priority argument a is invalid.\n", 1)
    assert sh("renice -u 1 nobodyknows") == ("renice: uid argument nobodyknows is invalid.\n", 1)
    assert sh("renice") == (
        "usage: renice priority [[-p] pid ...] [[-g] pgrp ...] [[-u] user ...]\n"
        "       renice -n increment [[-p] pid ...] [[-g] pgrp ...] [[-u] user ...]\n",
        1,
    )


def test_nohup(sh: Run, console: Callable[[str], str]) -> None:
    assert sh("nohup sh -c 'kill -HUP $$; echo alive'; nohup nope; echo $?; nohup") == (
        "alive\nnohup: nope: No such file or directory\n127\nusage: nohup [--] utility [arguments]\n",
        127,
    )
    assert "appending output to nohup.out\r\n" in console("nohup echo hidden\n")


def test_how_long(sh: Run) -> None:
    assert sh("time sleep 1.5; time -p true; time -h sleep 61; time") == (
        "        1.50 real         0.00 user         0.00 sys\nreal 0.00\nuser 0.00\nsys 0.00\n"
        "\t1m1.00s real\t0.00s user\t0.00s sys\n",
        0,
    )
    assert sh("time -o /tmp/t nope; echo $?; cat /tmp/t; time -q") == (
        "time: nope: No such file or directory\n127\n        0.00 real         0.00 user         0.00 sys\n"
        "time: illegal option -- q\nusage: time [-al] [-h | -p] [-o file] utility [argument ...]\n",
        1,
    )
    assert sh("time sh -c 'kill -9 $$'; echo $?") == (
        "time: command terminated abnormally\n        0.00 real         0.00 user         0.00 sys\nKilled\n137\n",
        0,
    )


@pytest.mark.parametrize(
    ("script", "output", "status"),
    [
        ("echo a b c | xargs", "a b c\n", 0),
        ("echo a b c | xargs -n 2 echo x", "x a b\nx c\n", 0),
        ("printf 'a b\\nc\\n' | xargs -I% echo '[%]' %", "[a b] a b\n[c] c\n", 0),
        ("printf 'a\\0b c\\0' | xargs -0 -n1 echo", "a\nb c\n", 0),
        ("echo a b | xargs -J % echo % z", "a b z\n", 0),
        ("echo '\"a b\" c\\ d' | xargs -n1", "a b\nc d\n", 0),
        ("printf 'a\\nSTOP\\nb' | xargs -E STOP", "a\n", 0),
        ("printf 'a b\\nc d\\n' | xargs -L1 echo", "a b\nc d\n", 0),
        ("printf 'aaaa bbbb c' | xargs -s 16 echo", "aaaa bbbb\nc\n", 0),
        ("seq 1 6000 | xargs | wc -l", "       2\n", 0),
        ("seq 1 3 | xargs -P 2 -n1 echo | sort", "1\n2\n3\n", 0),
        ("echo a | xargs -t echo", "echo a\na\n", 0),
        ("printf '' | xargs echo none", "", 0),
        ("echo a | xargs false", "", 1),
        ("echo a | xargs nope", "xargs: nope: No such file or directory\n", 127),
        ("echo a | xargs /etc/hosts", "xargs: /etc/hosts: Permission denied\n", 126),
        ("echo a | xargs sh -c 'exit 255'", "xargs: sh: exited with status 255; aborting\n", 1),
        ("echo a | xargs sh -c 'kill -9 $$'", "xargs: sh: terminated with signal 9; aborting\n", 1),
        ("echo a \\'b | xargs", "xargs: unterminated quote\n", 1),
        ("xargs -n 0", "xargs: -n 0: too small\n", 1),
        ("xargs -n x", "xargs: -n x: invalid\n", 1),
        ("xargs -I ''", "xargs: replstr may not be empty\n", 1),
        ("xargs -s 3 echo abc", "xargs: insufficient space for command\n", 1),
        ("echo aaaaaaaaaaaaaaa | xargs -s 12 echo", "xargs: insufficient space for argument\n", 1),
        ("yes abcdefgh | head -n40 | xargs | xargs -I% echo %", TOO_LONG, 1),
        ("xargs -x", XARGS_USAGE, 1),
        ("xargs -Q", f"xargs: invalid option -- Q\n{XARGS_USAGE}", 1),
    ],
)  # fmt: skip
def test_command_lines_from_the_input(sh: Run, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)
