"""ps(1): libxo, sorting, environments, repeated headers, what -t, -U, -G, -p and -J refuse (bin/ps/ps.c)."""

from __future__ import annotations

import pytest

SLEEPERS = "jail -c name=a persist exec.start='sleep 8 &'; jail -c name=b persist exec.start='sleep 9 &'\n"


def test_json_has_every_value_as_text(sh) -> None:
    """Fields are named as keyword.c's table has them; nothing selected is an empty document."""
    script = SLEEPERS + "ps --libxo json -J a -o jid,jail,stat,args,tt,user; ps --libxo json -p 99999; echo $?"
    assert sh(script) == (
        '{"process-information": {"process": [{"jail-id":"1","jail-name":"a","state":"SsJ","arguments":"sleep 8",'
        '"terminal-name":"- ","user":"root"}]}}\n{ }\n1\n',
        0,
    )


def test_pretty_and_xml(sh) -> None:
    script = SLEEPERS + "ps --libxo json,pretty -J b -o jid,comm; ps --libxo xml,pretty -J b -o jid,comm"
    assert sh(script) == (
        '{\n  "process-information": {\n    "process": [\n      {\n'
        '        "jail-id": "2",\n        "command": "sleep"\n'
        "      }\n    ]\n  }\n}\n"
        "<process-information>\n  <process>\n    <jail-id>2</jail-id>\n    <command>sleep</command>\n"
        "  </process>\n</process-information>\n",
        0,
    )


REFUSALS = [
    ("-t nope", "/dev/pts/nope, /dev/ttynope, and /dev/nope: No such file or directory"),
    ("-t ttyzz", "/dev/ttyzz: No such file or directory"),
    ("-t /etc/passwd", "/etc/passwd: Not a terminal"),
    ("-U ''", "Invalid (zero-length) user name"),
    ("-U nobodyy", "No user named 'nobodyy'"),
    ("-U 7777", "No user name or ID matches '7777'"),
    ("-U " + "u" * 33, "user name too long: " + "u" * 33),
    ("-G 9999", "No group name or ID matches '9999'"),
    ("-G wheeel", "No group named 'wheeel'"),
    ("-J ''", "Invalid (zero-length) jail id"),
    ("-J x", "Invalid jail id: x"),
    ("-p x", "Invalid process id: x"),
    ("-p 1234567", "process id too large: 1234567"),
    ("--libxo=x", "unknown libxo option value: 'x'"),
]


@pytest.mark.parametrize(("words", "message"), REFUSALS, ids=[words[:20] for words, _ in REFUSALS])
def test_refusals(sh, words: str, message: str) -> None:
    assert sh(f"ps {words}") == (f"ps: {message}\n", 1)


def test_every_wrong_value_is_told_before_the_end(sh) -> None:
    """add_list() goes on; a comma at the end is one value more."""
    assert sh("ps -J a,0, -p y") == (
        "ps: Invalid jail id: a\nps: Invalid (zero-length) jail id\nps: Invalid process id: y\n", 1,
    )  # fmt: skip


def test_terminals_are_found_by_any_of_their_names(console) -> None:
    """The path, the name in /dev, the letters of the TT column."""
    for name in ("/dev/ttyv0", "ttyv0", "v0"):
        assert "-sh (sh)" in console(f"ps -t {name} -o args\n")


def test_the_environment_stands_before_the_command(sh) -> None:
    """-e, for processes that the caller might debug."""
    script = """
    env -i X=1 sleep 9 & ps -e -p $! -o command=; chroot -u nobody / ps -e -p $! -o command=
    """
    assert sh(script) == ("X=1 sleep 9\nsleep 9\n", 0)


def test_the_header_comes_again(sh) -> None:
    """-h: every 22 lines where there is no terminal, a blank line before it."""
    script = "i=0; while [ $i -lt 40 ]; do sleep 9 & i=$((i + 1)); done; ps -h -ax -o comm"
    lines = sh(script)[0].splitlines()
    assert [place for place, line in enumerate(lines) if line == "COMMAND"] == [0, 21, 42]
    assert (lines[20], lines[41]) == ("", "")


def test_more_columns(sh) -> None:
    """The signals that a job in the background ignores, one more, and sleep's SIGINFO; its class; -v's columns."""
    script = """
    sh -c 'trap "" USR1; exec sleep 9' & sleep 1
    ps -p $! -o sigcatch,sigignore,sig,class,login,rgroup,fib,nlwp; ps -v -p 99999
    """
    assert sh(script) == (
        "  CAUGHT  IGNORED PENDING CLASS   LOGIN RGROUP FIB NLWP\n"
        "10000000 20000006       0 default root  wheel    0    1\n"
        "PID STAT TIME SL RE PAGEIN VSZ RSS LIM TSIZ %CPU %MEM COMMAND\n",
        1,
    )


def test_the_busiest_come_first(sh) -> None:
    """-r and -u sort by the share of the CPU."""
    script = """
    sleep 9 & sh -c 'while :; do :; done' & sleep 3; ps -ar -x -o args= | head -1; kill $!
    """
    assert sh(script) == ("sh -c while :; do :; done\n", 0)
