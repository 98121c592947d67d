"""The columns of ps(1): keyword, header, side, and what each prints.

Models bin/ps/keyword.c and print.c; leaves out kernel addresses, signal sets and resource counters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simbsd.lib.time import DAYS, MONTHS, ctime, gmtime, weekday
from simbsd.sys.priority import FSCALE, PZERO
from simbsd.sys.records import KinfoProc

COMMAND_WIDTH = 16
CCPU = 1948  # kern.ccpu: what is left of a share after a second, fixed point
FORGOTTEN = 200  # seconds: by then nothing is
DAY = 86400


@dataclass(slots=True)
class View:
    """What printing a process needs besides its record: names, the time, how commands are shown.

    ``now`` and ``boot`` are seconds since 1970; ``prefix`` draws the tree of -d.
    """

    now: int
    boot: int
    users: dict[int, str]
    groups: dict[int, str]
    only_names: bool = False
    prefix: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Var:
    """A column. ``show(view, process, last)`` gives its text; ``last``: it is the last column."""

    name: str
    header: str
    left: bool
    show: Callable[[View, KinfoProc, bool], str]


def _number(field_name: str) -> Callable[[View, KinfoProc, bool], str]:
    def show(view: View, p: KinfoProc, last: bool) -> str:
        return str(getattr(p, field_name))

    return show


def _constant(text: str) -> Callable[[View, KinfoProc, bool], str]:
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


def _command(view: View, p: KinfoProc, last: bool) -> str:
    prefix = view.prefix.get(p.ki_pid, "") if last else ""
    if view.only_names:
        return prefix + p.ki_comm
    return prefix + arguments_of(p) if last else arguments_of(p)[:COMMAND_WIDTH]


def _arguments(view: View, p: KinfoProc, last: bool) -> str:
    return arguments_of(p) if last else arguments_of(p)[:COMMAND_WIDTH]


def _comm(view: View, p: KinfoProc, last: bool) -> str:
    return (view.prefix.get(p.ki_pid, "") if last else "") + p.ki_comm


def _state(view: View, p: KinfoProc, last: bool) -> str:
    """State letter, then ``<`` or ``N``, L, s, +, J (print.c: state)."""
    text = p.ki_stat + ("<" if p.ki_nice < 0 else "N" if p.ki_nice > 0 else "")
    text += "L" if p.ki_kproc or p.ki_pid == 1 else ""  # P_SYSTEM
    text += "s" if p.ki_sessleader else ""
    text += "+" if p.ki_ctty and p.ki_pgid == p.ki_tpgid else ""
    return text + ("J" if p.ki_jid > 0 else "")


def _tname(view: View, p: KinfoProc, last: bool) -> str:
    if not p.ki_tdev:
        return "- "
    return p.ki_tdev.removeprefix("tty").removeprefix("pts/") + (" " if p.ki_ctty else "-")


def _tty(view: View, p: KinfoProc, last: bool) -> str:
    return p.ki_tdev or "-"


def clock(us: int) -> str:
    """``M:SS.cc``, rounded to hundredths."""
    hundredths = (us + 5000) // 10000
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def _time(view: View, p: KinfoProc, last: bool) -> str:
    return clock(p.ki_utime + p.ki_stime)


def _usertime(view: View, p: KinfoProc, last: bool) -> str:
    return clock(p.ki_utime)


def _systime(view: View, p: KinfoProc, last: bool) -> str:
    return clock(p.ki_stime)


def _start(view: View, p: KinfoProc) -> int:
    return view.boot + p.ki_start // 1_000_000


def _started(view: View, p: KinfoProc, last: bool) -> str:
    """``HH:MM``, after a day ``DayHH``, after a week ``DDMonYY``."""
    then = _start(view, p)
    year, month, day, hour, minute, _ = gmtime(then)
    if view.now - then < DAY:
        return f"{hour:02}:{minute:02}  "
    if view.now - then < 7 * DAY:
        return f"{DAYS[weekday(then)]}{hour:02}  "
    return f"{day:>2}{MONTHS[month - 1]}{year % 100:02}"


def _lstarted(view: View, p: KinfoProc, last: bool) -> str:
    return ctime(_start(view, p))


def _elapsed(view: View, p: KinfoProc, last: bool) -> str:
    left = view.now - _start(view, p)
    days, hours, minutes, seconds = left // DAY, left // 3600 % 24, left // 60 % 60, left % 60
    if days:
        return f"{days:>3}-{hours:02}:{minutes:02}:{seconds:02}"
    return f"{hours:02}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _elapseds(view: View, p: KinfoProc, last: bool) -> str:
    return str(view.now - _start(view, p))


def _user(view: View, p: KinfoProc, last: bool) -> str:
    return view.users.get(p.ki_uid, str(p.ki_uid))


def _ruser(view: View, p: KinfoProc, last: bool) -> str:
    return view.users.get(p.ki_ruid, str(p.ki_ruid))


def _group(view: View, p: KinfoProc, last: bool) -> str:
    return view.groups.get(p.ki_groups[0], str(p.ki_groups[0]))


def _gid(view: View, p: KinfoProc, last: bool) -> str:
    return str(p.ki_groups[0])


def _wchan(view: View, p: KinfoProc, last: bool) -> str:
    return p.ki_wmesg or "-"


def _kilobytes(field_name: str) -> Callable[[View, KinfoProc, bool], str]:
    def show(view: View, p: KinfoProc, last: bool) -> str:
        return str(getattr(p, field_name) // 1024)

    return show


def pcpu(p: KinfoProc) -> int:
    """The share of the CPU in tenths of a per cent: what has been used, over what could have been (getpcpu)."""
    if not p.ki_swtime:
        return 0
    age = min(p.ki_swtime, FORGOTTEN)
    whole: int = FSCALE**age
    left: int = CCPU**age
    return 1000 * p.ki_pctcpu * whole // (FSCALE * (whole - left))


def _pcpu(view: View, p: KinfoProc, last: bool) -> str:
    return f"{pcpu(p) // 10}.{pcpu(p) % 10}"


_VARS: tuple[Var, ...] = (
    Var("%cpu", "%CPU", False, _pcpu),
    Var("%mem", "%MEM", False, _constant("0.0")),
    Var("args", "COMMAND", True, _arguments),
    Var("comm", "COMMAND", True, _comm),
    Var("command", "COMMAND", True, _command),
    Var("class", "CLASS", True, lambda view, p, last: p.ki_loginclass),
    Var("cpu", "C", False, _number("ki_estcpu")),
    Var("etime", "ELAPSED", False, _elapsed),
    Var("etimes", "ELAPSED", False, _elapseds),
    Var("gid", "GID", False, _gid),
    Var("group", "GROUP", True, _group),
    Var("jail", "JAIL", True, lambda view, p, last: p.ki_jail),
    Var("jid", "JID", False, _number("ki_jid")),
    Var("jobc", "JOBC", False, _number("ki_jobc")),
    Var("lstart", "STARTED", True, _lstarted),
    Var("mwchan", "MWCHAN", True, _wchan),
    Var("nice", "NI", False, _number("ki_nice")),
    Var("pgid", "PGID", False, _number("ki_pgid")),
    Var("pid", "PID", False, _number("ki_pid")),
    Var("ppid", "PPID", False, _number("ki_ppid")),
    Var("pri", "PRI", False, lambda view, p, last: str(p.ki_pri - PZERO)),
    Var("rss", "RSS", False, _kilobytes("ki_rssize")),
    Var("ruid", "RUID", False, _number("ki_ruid")),
    Var("ruser", "RUSER", True, _ruser),
    Var("sid", "SID", False, _number("ki_sid")),
    Var("start", "STARTED", True, _started),
    Var("state", "STAT", True, _state),
    Var("svuid", "SVUID", False, _number("ki_svuid")),
    Var("systime", "SYSTIME", False, _systime),
    Var("time", "TIME", False, _time),
    Var("tpgid", "TPGID", False, _number("ki_tpgid")),
    Var("tt", "TT ", False, _tname),
    Var("tty", "TTY", True, _tty),
    Var("ucomm", "UCOMM", True, _comm),
    Var("uid", "UID", False, _number("ki_uid")),
    Var("user", "USER", True, _user),
    Var("usertime", "USERTIME", False, _usertime),
    Var("vsz", "VSZ", False, _kilobytes("ki_size")),
    Var("wchan", "WCHAN", True, _wchan),
)
VARS: dict[str, Var] = {var.name: var for var in _VARS}
ALIASES: dict[str, str] = {
    "cputime": "time", "egid": "gid", "egroup": "group", "euid": "uid", "ni": "nice", "pcpu": "%cpu", "pmem": "%mem",
    "stat": "state", "vsize": "vsz",
}  # fmt: skip
