"""w(1), uptime(1) and time -l: usr.bin/w/w.c, pr_time.c, usr.bin/time/time.c.

FROM is as wide as the longest host and one more, 6 at least (sizeof("FROM") and one); uptime(1) looks at no operands.
"""

from __future__ import annotations

import re

UP = "12:00PM  up 0 sec, 0 users, load averages: 0.00, 0.00, 0.00\n"


def test_uptime_tells_time_age_users_and_load(sh) -> None:
    script = "uptime; sleep 100; uptime; sleep 3500; uptime; sleep 3600; uptime; sleep 200000; uptime"
    assert sh(script, limit=10**12) == (
        f"{UP}"
        "12:01PM  up 2 mins, 0 users, load averages: 0.00, 0.00, 0.00\n"
        " 1:00PM  up 1 hr, 0 users, load averages: 0.00, 0.00, 0.00\n"
        " 2:00PM  up 2 hrs, 0 users, load averages: 0.00, 0.00, 0.00\n"
        " 9:33PM  up 2 days,  9:33, 0 users, load averages: 0.00, 0.00, 0.00\n",
        0,
    )


def test_w_lists_who_is_on_a_terminal(sh, console) -> None:
    assert sh("w; w -h") == (f"{UP}USER       TTY      FROM    LOGIN@  IDLE WHAT\n", 0)
    shown = console("w -h\n")
    assert "root       v0       -      12:00PM     - w -h\r\n" in shown


def test_refusals(sh) -> None:
    assert sh("uptime x") == (UP, 0)
    assert sh("uptime -x") == ("uptime: illegal option -- x\nusage: uptime\n", 1)
    assert sh("w -x") == ("w: illegal option -- x\nusage: w [-dhin] [-M core] [-N system] [user ...]\n", 1)


def test_time_l_counts(sh) -> None:
    output, _ = sh("time -l sleep 1")
    lines = output.splitlines()
    assert lines[0] == "        1.00 real         0.00 user         0.00 sys"
    assert [line[12:] for line in lines[1:]] == [
        "maximum resident set size", "average shared memory size", "average unshared data size",
        "average unshared stack size", "page reclaims", "page faults", "swaps", "block input operations",
        "block output operations", "messages sent", "messages received", "signals received",
        "voluntary context switches", "involuntary context switches",
    ]  # fmt: skip
    assert re.fullmatch(r" +[1-9]\d*  voluntary context switches", lines[-2])
