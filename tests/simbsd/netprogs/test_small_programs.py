"""seq, yes, tty and stty say what FreeBSD's do."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("words", "text", "status"),
    [
        ("3", "1\n2\n3\n", 0),
        ("2 4", "2\n3\n4\n", 0),
        ("10 -5 0", "10\n5\n0\n", 0),
        ("3 1", "3\n2\n1\n", 0),
        ("-1 1", "-1\n0\n1\n", 0),
        ("0 .5 1", "0\n0.5\n1\n", 0),
        ("-w 8 11", "08\n09\n10\n11\n", 0),
        ("-w 0 .25 .5", "0.00\n0.25\n0.50\n", 0),
        (r"-s , -t '\n' 3", "1,2,3,\n", 0),
        ("-f %03g 2", "001\n002\n", 0),
        ("1000000", None, 0),
        ("x", "seq: invalid floating point argument: x\n", 2),
        ("1 0 2", "seq: zero increment\n", 1),
        ("2 0 1", "seq: zero decrement\n", 1),
        ("1 -1 2", "seq: needs positive increment\n", 1),
        ("2 1 1", "seq: needs negative decrement\n", 1),
        ("-f %d 3", "seq: invalid format string: `%d'\n", 1),
        ("", "usage: seq [-w] [-f format] [-s string] [-t string] [first [incr]] last\n", 1),
    ],
)
def test_seq(sh, words: str, text: str | None, status: int) -> None:
    if text is None:
        assert sh(f"seq {words} | tail -1") == ("1e+06\n", 0)
    else:
        assert sh(f"seq {words}") == (text, status)


def test_yes_ends_when_nobody_reads(sh) -> None:
    assert sh("yes | head -2; yes on and on | head -1") == ("y\ny\non\n", 0)


def test_tty_without_a_terminal(sh) -> None:
    assert sh("tty </dev/null; echo $?; tty -s </dev/null; echo $?; tty -x") == (
        "not a tty\n1\n1\ntty: illegal option -- x\nusage: tty [-s]\n", 2,
    )  # fmt: skip


def test_stty_without_a_terminal(sh) -> None:
    assert sh("stty </dev/null") == ("stty: stdin isn't a terminal\n", 1)


def typed(*lines: str) -> list[str]:
    """What the commands print on a terminal, prompts and echo taken away."""
    machine = Machine()
    assert machine.settle(MINUTE)
    machine.output(0)
    for line in lines:
        machine.type(0, line + "\n")
        machine.settle(MINUTE)
    shown = machine.output(0).replace("\r", "").split("\n")
    return [line for line in shown if line not in ("# ", *lines) and not line.startswith("# ")]


def test_tty_on_a_terminal() -> None:
    assert typed("tty") == ["/dev/ttyv0"]


def test_stty_shows_what_is_unusual() -> None:
    assert typed("stty erase ^H -echo; stty; stty sane erase ^?; stty size") == [
        "speed 9600 baud;",
        "lflags: -echo echoe echoke echoctl",
        "oflags: tab0",
        "cflags: cs8 -parenb",
        "erase   ",
        "^H      ",
        "24 80",
    ]


def test_stty_shows_all() -> None:
    assert typed("stty -a") == [
        "speed 9600 baud; 24 rows; 80 columns;",
        "lflags: icanon isig iexten echo echoe -echok echoke -echonl echoctl",
        "\t-echoprt -altwerase -noflsh -tostop -flusho -pendin -nokerninfo",
        "\t-extproc",
        "iflags: -istrip icrnl -inlcr -igncr ixon -ixoff ixany imaxbel -ignbrk",
        "\tbrkint -inpck -ignpar -parmrk iutf8",
        "oflags: opost onlcr -ocrnl tab0 -onocr -onlret",
        "cflags: cread cs8 -parenb -parodd hupcl -clocal -cstopb -crtscts -dsrflow",
        "\t-dtrflow -mdmbuf rtsdtr",
        "cchars: discard = ^O; dsusp = ^Y; eof = ^D; eol = <undef>;",
        "\teol2 = <undef>; erase = ^?; erase2 = ^H; intr = ^C; kill = ^U;",
        "\tlnext = ^V; min = 1; quit = ^\\; reprint = ^R; start = ^Q;",
        "\tstatus = ^T; stop = ^S; susp = ^Z; time = 0; werase = ^W;",
    ]


def test_stty_refusals() -> None:
    usage = "usage: stty [-a | -e | -g] [-f file] [arguments]"
    assert typed("stty bogus; stty intr; stty min x; stty -size") == [
        "stty: illegal option -- bogus", usage,
        "stty: option requires an argument -- intr", usage,
        "stty: option requires a numeric argument -- min", usage,
        "stty: illegal option -- -size", usage,
    ]  # fmt: skip
