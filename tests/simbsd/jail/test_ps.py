"""ps(1): facts 3.3."""

from __future__ import annotations

import pytest

from simbsd.bin.ps.keyword import VARS
from simbsd.bin.ps.print import View, arguments_of, clock
from simbsd.bin.ps.tree import descendant_order
from simbsd.sys.proc import Rusage
from simbsd.sys.records import KinfoProc


def record(pid: int = 7, **changes) -> KinfoProc:
    """A process of root's, asleep on ttyv0."""
    values = {
        "ki_pid": pid, "ki_ppid": 1, "ki_pgid": 7, "ki_sid": 7, "ki_tpgid": 7, "ki_uid": 0, "ki_ruid": 0, "ki_svuid": 0,
        "ki_groups": (0,), "ki_jid": 0, "ki_jailed": False, "ki_jail": "-", "ki_comm": "sh", "ki_args": ("-sh",),
        "ki_stat": "S", "ki_wmesg": "ttyin", "ki_tdev": "ttyv0", "ki_ctty": True, "ki_sessleader": True, "ki_start": 0,
        "ki_utime": 0, "ki_stime": 0, "ki_nice": 0, "ki_jobc": 0, "ki_size": 0, "ki_rssize": 0, "ki_kproc": False,
        "ki_pri": 108, "ki_class": 3, "ki_estcpu": 0, "ki_pctcpu": 0, "ki_swtime": 0, "ki_rusage": Rusage(),
        "ki_rgid": 0, "ki_svgid": 0, "ki_loginclass": "default", "ki_wchan": True,
    }  # fmt: skip
    return KinfoProc(**{**values, **changes})


def shown(keyword: str, p: KinfoProc, now: int = 0) -> str:
    return VARS[keyword].show(View(now, 0, {0: "root"}, {0: "wheel"}), p, True)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "Ss+"), ({"ki_jailed": True}, "Ss+J"), ({"ki_tpgid": 9}, "Ss"), ({"ki_nice": -1}, "S<s+"),
        ({"ki_nice": 5, "ki_stat": "R"}, "RNs+"), ({"ki_kproc": True, "ki_stat": "D", "ki_ctty": False}, "DLs"),
        ({"ki_sessleader": False, "ki_stat": "T", "ki_jailed": True}, "T+J"),
    ],
)  # fmt: skip
def test_state_letters_in_order(changes: dict, state: str) -> None:
    """J is the last letter."""
    assert shown("state", record(**changes)) == state


def test_terminal_column() -> None:
    """No terminal, one's own, an inherited one."""
    cases = ({"ki_tdev": ""}, {}, {"ki_ctty": False}, {"ki_tdev": "pts/3"})
    assert [shown("tt", record(**c)) for c in cases] == ["- ", "v0 ", "v0-", "3 "]


def test_times() -> None:
    """TIME is M:SS.cc, STARTED by age, ELAPSED by length."""
    assert [clock(us) for us in (0, 5000, 61_234_567, 3_600_000_000)] == ["0:00.00", "0:00.01", "1:01.23", "60:00.00"]
    ages = (3600, 86400, 7 * 86400)
    assert [shown("start", record(), age) for age in ages] == ["00:00  ", "Thu00  ", " 1Jan70"]
    assert [shown("etime", record(), age) for age in (59, 3661, 90061)] == ["00:59", "01:01:01", "  1-01:01:01"]


def test_commands() -> None:
    """Kernel processes in brackets, zombies defunct, a name that differs in parentheses."""
    assert arguments_of(record(ki_args=(), ki_comm="idle")) == "[idle]"
    assert arguments_of(record(ki_stat="Z")) == "<defunct>"
    assert arguments_of(record(ki_args=("/bin/sh", "-c", "a\tb"), ki_comm="sh")) == "/bin/sh -c a\\tb"
    assert arguments_of(record()) == "-sh (sh)"


def test_the_tree() -> None:
    """-d: children below their parents, with the lines between."""
    family = [record(pid, ki_ppid=parent) for pid, parent in ((1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (6, 1))]
    ordered, prefix = descendant_order(family)
    assert [(p.ki_pid, prefix[p.ki_pid]) for p in ordered] == [
        (1, ""), (2, "- "), (3, "|-- "), (5, "| `-- "), (4, "`-- "), (6, "- "),
    ]  # fmt: skip


def test_columns_are_as_wide_as_their_widest_text(sh) -> None:
    """Right or left, one blank between, the last one on the left not padded."""
    script = "jail -c name=a persist exec.start='sleep 9 &'; ps -J a -o pid,jid,jail,stat,comm -o 'user=WHO IS'"
    output, status = sh(script)
    [header, row] = output.splitlines()
    pid = row.split()[0]
    assert (header, row, status) == ("PID JID JAIL STAT COMMAND WHO IS", f"{pid}   1 a    SsJ  sleep   root", 0)


def test_the_standard_formats(sh) -> None:
    """Headers of none, -u, -l, -j; nothing selected: the header and status 1."""
    script = "for o in '' -u -l -j; do ps -p 99999 $o; done; echo $?"
    assert sh(script) == (
        "PID TT  STAT TIME COMMAND\n"
        "USER PID %CPU %MEM VSZ RSS TT  STAT STARTED TIME COMMAND\n"
        "UID PID PPID C PRI NI VSZ RSS MWCHAN STAT TT  TIME COMMAND\n"
        "USER PID PPID PGID SID JOBC STAT TT  TIME COMMAND\n1\n",
        0,
    )


def test_a_jail_sees_only_its_own_with_the_hosts_numbers(sh) -> None:
    """No init, no kernel processes."""
    script = """
    jail -c name=a persist exec.start='sleep 9 &'; pid=`pgrep -j a`; jexec a ps -ax -o pid= -o comm= | grep -c .
    jexec a ps -ax -o pid= | grep -cw $pid
    """
    assert sh(script) == ("2\n1\n", 0)


def test_selection_by_jail(sh) -> None:
    """-J takes numbers and names, 0 for the host; a bad one is fatal."""
    script = """
    jail -c name=a persist exec.start='sleep 8 &'; jail -c name=b persist exec.start='sleep 9 &'
    ps -J a,2 -o args=; ps -J 0 -o comm= | grep -c sleep; ps -J nope -o pid; echo $?
    """
    assert sh(script) == ("sleep 8\nsleep 9\n0\nps: Invalid jail id: nope\n1\n", 0)


def test_keywords(sh) -> None:
    """A bad keyword is named; without a good one all are listed. x= has no header."""
    script = "ps -o bogus,pid= -p 1; echo $?; ps -o bogus | head -2 | grep -c valid; ps -p 1 -o pid= -o comm=; ps -z"
    output, status = sh(script)
    assert output.startswith("ps: bogus: keyword not found\n1\n1\n")
    assert (status, output.count("usage: ps [--libxo] [-aCcdeHhjlmrSTuvwXxZ] [-O fmt | -o fmt]\n")) == (1, 1)


def test_old_style_words(sh) -> None:
    """ps ax, ps aux, ps 1."""
    assert sh("ps ax -o comm= | grep -c init; ps aux | grep -c [/]sbin/init; ps 1 | grep -c init") == ("1\n1\n1\n", 0)


def test_an_interactive_shell_shows_its_terminal(console) -> None:
    """The default selection is one's own processes with a terminal, lines cut at the terminal's width."""
    shown_lines = console("ps -o tt,state,command\n").replace("\r", "").splitlines()
    assert shown_lines[1:4] == ["TT  STAT COMMAND", "v0  Ss   -sh (sh)", "v0  R+   ps -o tt,state,command"]


def test_a_process_asleep_for_twenty_seconds_is_idle(sh) -> None:
    """STAT begins with I once MAXSLP has passed."""
    script = "jail -c name=a persist exec.start='sleep 99 &'; ps -J a -o stat=; sleep 21; ps -J a -o stat="
    assert sh(script) == ("SsJ\nIsJ\n", 0)
