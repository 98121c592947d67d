"""Options of small programs: bin/stty/{gfmt,key,stty}.c, usr.bin/jot/jot.c with lib/libc/stdlib/random.c,
usr.bin/truncate/truncate.c, usr.bin/ipcs/ipcs.c with sys/kern/sysv_*.c, bin/pkill/pkill.c.
"""

from __future__ import annotations

import re

GFMT = (
    "gfmt1:cflag=4b00:iflag=6b02:lflag=5cb:oflag=3:discard=f:dsusp=19:eof=4:eol=ff:eol2=ff:erase=7f:erase2=8:intr=3:"
    "kill=15:lnext=16:min=1:quit=1c:reprint=12:start=11:status=14:stop=13:susp=1a:time=0:werase=17:ispeed=9600:"
    "ospeed=9600\r\n"
)


def lines(shown: str) -> list[str]:
    return shown.replace("\r", "").splitlines()[1:-1]


def test_stty_g_is_taken_back(console) -> None:
    assert GFMT in console("stty -g\r")
    assert lines(console("s=$(stty -g); stty raw -echo erase x; stty $s; stty\r")) == [
        "speed 9600 baud;", "lflags: echoe echoke echoctl", "oflags: tab0", "cflags: cs8 -parenb",
    ]  # fmt: skip


def test_stty_refuses_what_is_no_gfmt1_and_no_speed(console) -> None:
    assert lines(console("stty gfmt1; stty gfmt1:x=1; stty gfmt1:lflag; stty 9x; stty 99999999999\r")) == [
        "stty: illegal gfmt1 option", "stty: illegal gfmt1 option -- x", "stty: illegal gfmt1 option -- lflag",
        "stty: speed: Invalid argument", "stty: speed: Result too large",
    ]  # fmt: skip


def test_stty_knows_speeds(console) -> None:
    assert lines(console("stty 115200; stty speed; stty ispeed 300 ospeed 600; stty | head -1; stty -speed\r"))[:3] == [
        "115200", "ispeed 300 baud; ospeed 600 baud;", "stty: illegal option -- -speed",
    ]  # fmt: skip


def test_jot_draws_the_same_numbers_for_a_seed_as_everywhere(sh) -> None:
    """With a seed: srandom(42), random(), as FreeBSD's random(3) has them."""
    assert sh("jot -r -s , 5 1 10 42; jot -r -s , -p 3 3 0 1 7; jot -r -s , -b hi 2") == (
        "4,2,5,7,1\n0.308,0.743,0.856\nhi,hi\n", 0,
    )  # fmt: skip


def test_jot_without_a_seed_keeps_its_bounds(sh) -> None:
    shown, _ = sh("jot -r 200 3 7; jot -r 50 - 10; jot -rc 30 a f")
    words = shown.split()
    assert set(words[:200]) == {"3", "4", "5", "6", "7"}
    assert all(-39 <= int(word) <= 10 for word in words[200:250])
    assert set(words[250:]) <= set("abcdef")
    assert sh("jot -r 5 1 1000", 1) != sh("jot -r 5 1 1000", 2)
    assert sh("jot -r 5 1 1000", 1) == sh("jot -r 5 1 1000", 1)


def test_truncate_gives_a_range_back(sh) -> None:
    script = "printf abcdefghij > f; truncate -d -o 2 -l 3 f; tr '\\0' . < f; echo; truncate -d -l 1K f; tr '\\0' . < f"
    assert sh(script) == ("ab...fghij\n..........", 0)
    assert sh("truncate -d -l 0 f; truncate -d -o x -l 1 f; truncate -cd -l 1 nope; truncate -d -l 1 /etc") == (
        "truncate: invalid length argument `0'\ntruncate: invalid offset argument `x'\n"
        "truncate: /etc: Is a directory\n",
        1,
    )
    assert sh("truncate -d f")[0].startswith("usage: truncate [-c] -s")


def test_ipcs_tells_the_limits_which_are_sysctls(sh) -> None:
    shown, _ = sh("ipcs -T")
    assert shown.startswith("msginfo:\n\tmsgmax:        16384\t(max characters in a message)\n")
    assert "\tshmmax:    536870912\t(max shared memory segment size)\n" in shown
    assert shown.endswith("\tsemaem:        16384\t(adjust on exit max value)\n\n")
    assert sh("ipcs -M")[0].startswith("shminfo:")
    assert sh("sysctl kern.ipc.shmmax=1000 kern.ipc.shmmni=3; sysctl -n kern.ipc.semusz") == (
        "kern.ipc.shmmax: 536870912 -> 1000\nsysctl: oid 'kern.ipc.shmmni' is a read only tunable\n"
        "sysctl: Tunable values are set in /boot/loader.conf\n632\n",
        0,
    )


def test_pgrep_wants_a_locked_file(sh) -> None:
    script = (
        "pgrep -L sh; syslogd -s; pgrep -LF /var/run/syslog.pid; kill $(cat /var/run/syslog.pid); sleep 1; "
        "echo 99999 > /tmp/p; pkill -L -F /tmp/p; echo $?"
    )
    shown, _ = sh(script)
    assert re.sub(r"^\d+$", "PID", shown, flags=re.M) == (
        "pgrep: Option -L doesn't make sense without -F\nPID\npkill: File '/tmp/p' can be locked\nPID\n"
    )
