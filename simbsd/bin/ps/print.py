"""What each column of ps(1) prints.

Models bin/ps/print.c and fmt.c; leaves out kernel addresses, thread numbers and MAC labels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simbsd.sys.calendar import DAYS, MONTHS, ctime, gmtime, weekday
from simbsd.sys.priority import (
    FSCALE,
    PRI_MIN_IDLE,
    PRI_MIN_REALTIME,
    PRI_MIN_TIMESHARE,
    PZERO,
    RTP_PRIO_IDLE,
    RTP_PRIO_NORMAL,
    RTP_PRIO_REALTIME,
)
from simbsd.sys.records import KinfoProc

Show = Callable[["View", KinfoProc, bool], str]
COMMAND_WIDTH = 16
CCPU = 1948  # kern.ccpu: what is left of a share after a second, fixed point
FORGOTTEN = 200  # seconds: by then nothing is
DAY = 86400


@dataclass(slots=True)
class View:
    """What printing a process needs besides its record: names, the time, how commands are shown.

    ``now`` and ``boot`` are seconds since 1970; ``prefix`` draws the tree of -d; ``environments`` is -e's, by pid;
    ``raw_cpu`` is -C, ``with_children`` -S; ``memory`` what the machine has, in bytes.
    """

    now: int
    boot: int
    users: dict[int, str]
    groups: dict[int, str]
    only_names: bool = False
    prefix: dict[int, str] = field(default_factory=dict)
    environments: dict[int, tuple[str, ...]] = field(default_factory=dict)
    raw_cpu: bool = False
    with_children: bool = False
    memory: int = 0


def number(field_name: str) -> Callable[[View, KinfoProc, bool], str]:
    def show(view: View, p: KinfoProc, last: bool) -> str:
        return str(getattr(p, field_name))

    return show


def constant(text: str) -> Callable[[View, KinfoProc, bool], str]:
    def show(view: View, p: KinfoProc, last: bool) -> str:
        return text

    return show


def arguments_of(p: KinfoProc) -> str:
    """The command with its arguments; ``[name]`` for a kernel process, ``<defunct>`` for a zombie (fmt_argv)."""
    if p.ki_stat == "Z":
        return "<defunct>"
    if not p.ki_args:
        return f"[{p.ki_comm}]"
    line = " ".join(_visible(word) for word in p.ki_args if word)
    name = p.ki_args[0].rpartition("/")[2]
    return line if name == p.ki_comm else f"{line} ({p.ki_comm})"


def _visible(text: str) -> str:
    """Control characters as vis(3) shows them."""
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\a": "\\a", "\v": "\\v", "\f": "\\f"}
    return "".join(named.get(c) or (f"\\^{chr(ord(c) ^ 64)}" if c < " " or c == "\x7f" else c) for c in text)


def command(view: View, p: KinfoProc, last: bool) -> str:
    prefix = view.prefix.get(p.ki_pid, "") if last else ""
    if view.only_names:
        return prefix + p.ki_comm
    if not last:
        return arguments_of(p)[:COMMAND_WIDTH]
    environment = " ".join(_visible(word) for word in view.environments.get(p.ki_pid, ()) if word)
    return prefix + (f"{environment} " if environment else "") + arguments_of(p)


def arguments(view: View, p: KinfoProc, last: bool) -> str:
    return arguments_of(p) if last else arguments_of(p)[:COMMAND_WIDTH]


def ucomm(view: View, p: KinfoProc, last: bool) -> str:
    return (view.prefix.get(p.ki_pid, "") if last else "") + p.ki_comm


def state(view: View, p: KinfoProc, last: bool) -> str:
    """State letter, then ``<`` or ``N``, L, s, +, J (print.c: state)."""
    text = p.ki_stat
    if p.ki_nice < 0 or p.ki_class == RTP_PRIO_REALTIME:
        text += "<"
    elif p.ki_nice > 0 or p.ki_class == RTP_PRIO_IDLE:
        text += "N"
    text += "L" if p.ki_kproc or p.ki_pid == 1 else ""  # P_SYSTEM
    text += "s" if p.ki_sessleader else ""
    text += "+" if p.ki_ctty and p.ki_pgid == p.ki_tpgid else ""
    return text + ("J" if p.ki_jailed else "")


def tname(view: View, p: KinfoProc, last: bool) -> str:
    if not p.ki_tdev:
        return "- "
    return p.ki_tdev.removeprefix("tty").removeprefix("pts/") + (" " if p.ki_ctty else "-")


def longtname(view: View, p: KinfoProc, last: bool) -> str:
    return p.ki_tdev or "-"


def clock(us: int) -> str:
    """``M:SS.cc``, rounded to hundredths."""
    hundredths = (us + 5000) // 10000
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def cputime(view: View, p: KinfoProc, last: bool) -> str:
    return clock(p.ki_utime + p.ki_stime + (p.ki_childutime + p.ki_childstime) * view.with_children)


def usertime(view: View, p: KinfoProc, last: bool) -> str:
    return clock(p.ki_utime + p.ki_childutime * view.with_children)


def systime(view: View, p: KinfoProc, last: bool) -> str:
    return clock(p.ki_stime + p.ki_childstime * view.with_children)


def _start(view: View, p: KinfoProc) -> int:
    return view.boot + p.ki_start // 1_000_000


def started(view: View, p: KinfoProc, last: bool) -> str:
    """``HH:MM``, after a day ``DayHH``, after a week ``DDMonYY``."""
    then = _start(view, p)
    year, month, day, hour, minute, _ = gmtime(then)
    if view.now - then < DAY:
        return f"{hour:02}:{minute:02}  "
    if view.now - then < 7 * DAY:
        return f"{DAYS[weekday(then)]}{hour:02}  "
    return f"{day:>2}{MONTHS[month - 1]}{year % 100:02}"


def lstarted(view: View, p: KinfoProc, last: bool) -> str:
    return ctime(_start(view, p))


def elapsed(view: View, p: KinfoProc, last: bool) -> str:
    left = view.now - _start(view, p)
    days, hours, minutes, seconds = left // DAY, left // 3600 % 24, left // 60 % 60, left % 60
    if days:
        return f"{days:>3}-{hours:02}:{minutes:02}:{seconds:02}"
    return f"{hours:02}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def elapseds(view: View, p: KinfoProc, last: bool) -> str:
    return str(view.now - _start(view, p))


def username(view: View, p: KinfoProc, last: bool) -> str:
    return view.users.get(p.ki_uid, str(p.ki_uid))


def runame(view: View, p: KinfoProc, last: bool) -> str:
    return view.users.get(p.ki_ruid, str(p.ki_ruid))


def egroupname(view: View, p: KinfoProc, last: bool) -> str:
    return view.groups.get(p.ki_groups[0], str(p.ki_groups[0]))


def gid(view: View, p: KinfoProc, last: bool) -> str:
    return str(p.ki_groups[0])


def wchan(view: View, p: KinfoProc, last: bool) -> str:
    return p.ki_wmesg or "-"


def kilobytes(field_name: str) -> Callable[[View, KinfoProc, bool], str]:
    def show(view: View, p: KinfoProc, last: bool) -> str:
        return str(getattr(p, field_name) // 1024)

    return show


def getpcpu(p: KinfoProc, raw: bool) -> int:
    """The share of the CPU in tenths of a per cent: what has been used, over what could have been unless ``raw``."""
    if not p.ki_swtime:
        return 0
    if raw:
        return 1000 * p.ki_pctcpu // FSCALE
    age = min(p.ki_swtime, FORGOTTEN)
    whole: int = FSCALE**age
    left: int = CCPU**age
    return 1000 * p.ki_pctcpu * whole // (FSCALE * (whole - left))


def pcpu(view: View, p: KinfoProc, last: bool) -> str:
    share = getpcpu(p, view.raw_cpu)
    return f"{share // 10}.{share % 10}"


def pmem(view: View, p: KinfoProc, last: bool) -> str:
    """The share of the machine's memory that is resident, in tenths of a per cent, rounded (getpmem)."""
    share = (2000 * p.ki_rssize + view.memory) // (2 * view.memory) if view.memory else 0
    return f"{share // 10}.{share % 10}"


def pri(view: View, p: KinfoProc, last: bool) -> str:
    return str(p.ki_pri - PZERO)


def priorityr(view: View, p: KinfoProc, last: bool) -> str:
    """Class and place in it, as rtprio(1) has them."""
    if p.ki_class == RTP_PRIO_REALTIME:
        return f"real:{p.ki_pri - PRI_MIN_REALTIME}"
    if p.ki_class == RTP_PRIO_IDLE:
        return f"idle:{p.ki_pri - PRI_MIN_IDLE}"
    if p.ki_class == RTP_PRIO_NORMAL and p.ki_pri >= PRI_MIN_TIMESHARE:
        return f"normal:{p.ki_pri - PRI_MIN_TIMESHARE}"
    return f"kernel:{p.ki_pri}"


def rgroupname(view: View, p: KinfoProc, last: bool) -> str:
    return view.groups.get(p.ki_rgid, str(p.ki_rgid))


def logname(view: View, p: KinfoProc, last: bool) -> str:
    return p.ki_login or "-"


def loginclass(view: View, p: KinfoProc, last: bool) -> str:
    return "-" if p.ki_kproc or p.ki_pid == 1 else p.ki_loginclass  # not of P_SYSTEM


def up_to_127(field_name: str) -> Show:
    """A number that stops at 127 (INF127)."""

    def show(view: View, p: KinfoProc, last: bool) -> str:
        return str(min(getattr(p, field_name), 127))

    return show


def used(field_name: str) -> Show:
    """A count of getrusage(2)."""

    def show(view: View, p: KinfoProc, last: bool) -> str:
        return str(getattr(p.ki_rusage, field_name))

    return show


def signals(field_name: str) -> Show:
    """A set of signals as bits, in hexadecimal."""

    def show(view: View, p: KinfoProc, last: bool) -> str:
        return f"{sum(1 << (sig - 1) for sig in getattr(p, field_name)) & 0xFFFFFFFF:x}"

    return show


def hexadecimal(field_name: str) -> Show:
    """A number in hexadecimal."""

    def show(view: View, p: KinfoProc, last: bool) -> str:
        return f"{getattr(p, field_name):x}"

    return show


def tdnam(view: View, p: KinfoProc, last: bool) -> str:
    return " " * 6  # one thread each
