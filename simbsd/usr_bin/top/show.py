"""The lines of top(1): a summary of the machine, a header, and a line for each process.

Models usr.bin/top/display.c (i_loadave ... i_process, summary_format) and machine.c (format_header,
format_next_process, format_nice), format_k and format_time of utils.c; leaves out the lines of the ARC and of swap,
which a machine without them does not print, and a line for each CPU: it has one.
"""

from __future__ import annotations

from simbsd.lib.humanize import humanize_number
from simbsd.sys.calendar import ctime
from simbsd.sys.cpuset import TID_BASE
from simbsd.sys.priority import PRI_MIN_IDLE, PRI_MIN_REALTIME, PZERO, RTP_PRIO_IDLE, RTP_PRIO_REALTIME
from simbsd.sys.records import KinfoProc
from simbsd.usr_bin.top.view import STATES, Seen, View, chosen, counted, io, is_system, runtime, state, weighted

NAMELENGTH = 10
CPU_STATES = ("user", "nice", "system", "interrupt", "idle")
MEMORY = (("active", "Active"), ("inactive", "Inact"), ("laundry", "Laundry"), ("wire", "Wired"), ("buf", "Buf"),
          ("free", "Free"))  # fmt: skip
MESSAGE_LINE, HEADER_LINES = 4, 6
SECOND = 1_000_000


def format_k(kilobytes: int) -> str:
    """Kilobytes in at most five characters."""
    return humanize_number(kilobytes * 1024, 5, decimal=False)


def format_time(seconds: int) -> str:
    """``MMM:SS``, or hours with a tenth."""
    if seconds < 60_000:
        return f"{seconds // 60:3}:{seconds % 60:02}"
    tenths = (seconds + 180) // 360
    return f"{tenths // 10:3}.{tenths % 10}H"[:6]


def summary(view: View, seen: Seen) -> list[str]:
    """The lines above the message: who came last and how busy it is, processes, CPU, memory. The first is without the
    time (see ``clock``).
    """
    loads = ", ".join(f"{word:>5}" for word in seen.loads.strip("{} ").split())
    processes = counted(view, seen)
    states = [state(p) for p in processes]
    counts = ", ".join(f"{states.count(name)} {name}" for name in STATES if name in states)
    what = "threads" if view.thread else "processes"
    total = f"{len(processes)} {what}:"
    pad = " " * max((6 if view.thread else 4) - len(str(len(processes))), 0)
    shares = ", ".join(
        f"{f'{share // 10}.{share % 10}' if share < 1000 else '100':>4}% {name}"
        for share, name in zip(seen.cpu, CPU_STATES, strict=True)
    )
    memory = ", ".join(f"{format_k(seen.memory[name])} {title}" for name, title in MEMORY if seen.memory[name])
    return [f"last pid: {seen.lastpid:5};  load averages: {loads}", f"{total}{pad}{counts}", f"CPU: {shares}",
            f"Mem: {memory}"]  # fmt: skip


def clock(seen: Seen) -> tuple[str, str]:
    """How long the machine has been up, and the time of day."""
    up = seen.up // SECOND
    days, hours, minutes, seconds = up // 86400, up // 3600 % 24, up // 60 % 60, up % 60
    return f" up {days}+{hours:02}:{minutes:02}:{seconds:02}", ctime(seen.now // SECOND)[11:19]


def header(view: View) -> str:
    """What stands above the columns."""
    name = "USERNAME" if view.names else "   UID  "
    pid = " THR" if view.thread_id else "PID"
    jid = "   JID" if view.jail else ""
    if view.io:
        return f"  {pid}{jid} {name:<10.10}   VCSW  IVCSW   READ  WRITE  FAULT  TOTAL PERCENT COMMAND"
    threads = "" if view.thread else "THR "
    swap = "SWAP " if view.swap else ""
    share = "WCPU" if view.wcpu else "CPU"
    return f"  {pid}{jid} {name:<10.10}  {threads}PRI NICE   SIZE    RES {swap}STATE    TIME  {share:>6} COMMAND"


def rows(view: View, seen: Seen, names: dict[int, str], width: int) -> list[str]:
    """A line for each process of the list."""
    found = chosen(view, seen)
    total = sum(sum(io(seen, p)[2:]) for p in counted(view, seen))
    return [(_io_row if view.io else _cpu_row)(view, seen, p, names, width, total)[:width] for p in found]


def _start(view: View, p: KinfoProc, names: dict[int, str]) -> str:
    jid = f"{p.ki_jid:5} " if view.jail else ""
    name = names.get(p.ki_ruid, f"{p.ki_ruid}") if view.names else f"{p.ki_ruid:6}"
    return f"{p.ki_pid + TID_BASE * view.thread_id:5} {jid}{name:<{NAMELENGTH}.{NAMELENGTH}}"


def _cpu_row(view: View, seen: Seen, p: KinfoProc, names: dict[int, str], width: int, total: int) -> str:
    share = seen.share[p.ki_pid]
    hundredths = ((weighted(share, p) if view.wcpu else share) + 50) // 100
    threads = " " if view.thread else f"{1:4} "
    swap = f"{format_k(0):>4} " if view.swap else ""
    status = {"running": "RUN", "sleeping": p.ki_wmesg, "stopped": "STOP", "waiting": "WAIT"}[state(p)]
    used = format_time((runtime(p) + SECOND // 2) // SECOND)
    return (
        f"{_start(view, p, names)} {threads}{p.ki_pri - PZERO:3} {_nice(p):>4}{format_k(p.ki_size // 1024):>7} "
        f"{format_k(p.ki_rssize // 1024):>6} {swap}{status:<6.6} {used:>6} "
        f"{f'{hundredths // 100}.{hundredths % 100:02}':>6}% {_command(view, p, width)}"
    )


def _io_row(view: View, seen: Seen, p: KinfoProc, names: dict[int, str], width: int, total: int) -> str:
    counts = io(seen, p)
    mine = sum(counts[2:])
    hundredths = (mine * 20000 + total) // (2 * total) if total else 0
    return (
        f"{_start(view, p, names)}{''.join(f'{count:6} ' for count in (*counts, mine))}"
        f"{f'{hundredths // 100}.{hundredths % 100:02}':>6}% {_command(view, p, width)}"
    )


def _nice(p: KinfoProc) -> str:
    """The nice value, or the place in another class; of the kernel's own, [idle]'s (format_nice)."""
    if p.ki_kproc:
        return f"ki{p.ki_pri - PRI_MIN_IDLE}" if p.ki_class == RTP_PRIO_IDLE else "-"
    if p.ki_class == RTP_PRIO_REALTIME:
        return f"r{p.ki_pri - PRI_MIN_REALTIME}"
    return f"i{p.ki_pri - PRI_MIN_IDLE}" if p.ki_class == RTP_PRIO_IDLE else str(p.ki_nice)


def _command(view: View, p: KinfoProc, width: int) -> str:
    """The name, or the arguments with the name where that differs; ``[name]`` where there are none."""
    if not view.arguments:
        return p.ki_comm[: width - 1]
    if is_system(p) or not p.ki_args:
        return f"[{p.ki_comm}]"[: width - 1]
    line = " ".join(word.replace("\n", "\\n").replace("\t", "\\t") for word in p.ki_args if word)
    name = p.ki_args[0].rpartition("/")[2]
    return (line if name == p.ki_comm else f"{line} ({p.ki_comm})")[: width - 1]
