"""What top(1) shows, and what of the machine it has seen.

Models struct process_select of usr.bin/top/machine.h, and get_system_info, get_process_info and percentages of
machine.c and utils.c; leaves out threads (a process is one), swap, the ARC and batteries. Shares of the CPU are kept in
millionths.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import getpid, gettimeofday, monotonic
from simbsd.sys.priority import FSCALE
from simbsd.sys.records import KinfoProc
from simbsd.sys.vm import PAGE_SIZE

ORDERS = (
    "cpu", "size", "res", "time", "pri", "threads", "total", "read", "write", "fault", "vcsw", "ivcsw", "jid", "swap",
    "pid",
)  # fmt: skip
MILLION = 1_000_000
CCPU = 1948  # kern.ccpu
FORGOTTEN = 200  # seconds: a share of that long ago counts no more
STATES = ("starting", "running", "sleeping", "stopped", "zombie", "waiting", "lock")
STATE_OF = {"R": "running", "S": "sleeping", "I": "sleeping", "D": "sleeping", "T": "stopped", "Z": "zombie",
            "W": "waiting"}  # fmt: skip
WEIGHT = {"sleeping": 6, "stopped": 5, "waiting": 4, "zombie": 2, "running": 1}  # sorted_state


@dataclass(slots=True)
class View:
    """What is asked for: which processes, in which order, with which columns."""

    idle: bool = True
    self: bool = True
    system: bool = False
    kidle: bool = True
    thread: bool = False
    thread_id: bool = False
    wcpu: bool = True
    jail: bool = False
    swap: bool = False
    percpu: bool = False
    names: bool = True
    arguments: bool = False
    io: bool = False
    jid: int = -1
    pid: int = -1
    uids: list[int] = field(default_factory=list)
    command: str = ""
    order: str = "cpu"


@dataclass(slots=True)
class Seen:
    """One look at the machine: its processes and figures, and each process's share since the look before."""

    processes: list[KinfoProc]
    up: int
    now: int
    loads: str
    ticks: list[int]
    lastpid: int
    memory: dict[str, int]
    me: int
    share: dict[int, int] = field(default_factory=dict)
    before: dict[int, KinfoProc] = field(default_factory=dict)
    cpu: list[int] = field(default_factory=list)


async def look(previous: Seen | None) -> Seen:
    """Ask the kernel, and compare with the look before."""
    pages = {name: await sysctl(f"vm.stats.vm.v_{name}_count") for name in ("active", "inactive", "laundry", "wire")}
    pages["buf"] = await sysctl("vfs.bufspace") // PAGE_SIZE
    pages["free"] = await sysctl("vm.stats.vm.v_free_count")
    seen = Seen(
        await sysctl("kern.proc.all"), await monotonic(), await gettimeofday(), await sysctl("vm.loadavg"),
        [int(word) for word in (await sysctl("kern.cp_time")).split()], await sysctl("kern.lastpid"),
        {name: count * PAGE_SIZE // 1024 for name, count in pages.items()}, await getpid(),
    )  # fmt: skip
    old = previous.processes if previous is not None else []
    starts = {p.ki_pid: p for p in old}
    seen.before = {p.ki_pid: starts[p.ki_pid] for p in seen.processes if _same(starts.get(p.ki_pid), p)}
    seen.share = {p.ki_pid: _share(seen, previous, p) for p in seen.processes}
    seen.cpu = percentages(seen.ticks, previous.ticks if previous is not None else [0] * len(seen.ticks))
    return seen


def _same(old: KinfoProc | None, p: KinfoProc) -> bool:
    return old is not None and old.ki_start == p.ki_start


def runtime(p: KinfoProc) -> int:
    """Microseconds on the CPU (ki_runtime)."""
    return p.ki_utime + p.ki_stime


def _share(seen: Seen, previous: Seen | None, p: KinfoProc) -> int:
    """What a process had since the last look; without one, what the kernel says (proc_calc_pctcpu)."""
    interval = seen.up - previous.up if previous is not None else 0
    if interval:
        old = seen.before.get(p.ki_pid)
        if old is not None:
            return MILLION * (runtime(p) - runtime(old)) // interval
        if previous is not None and p.ki_start >= previous.up:
            return MILLION * runtime(p) // interval
    return MILLION * p.ki_pctcpu // FSCALE


def weighted(share: int, p: KinfoProc) -> int:
    """A share over what could have been had since the process began (weighted_cpu)."""
    if not p.ki_swtime:
        return 0
    age = min(p.ki_swtime, FORGOTTEN)
    whole: int = FSCALE**age
    left: int = CCPU**age
    return share * whole // (whole - left)


def percentages(new: list[int], old: list[int]) -> list[int]:
    """What of the time since went where, in tenths of a per cent (percentages)."""
    changes = [now - then for now, then in zip(new, old, strict=True)]
    total = sum(changes) or 1
    return [(change * 1000 + total // 2) // total for change in changes]


def io(seen: Seen, p: KinfoProc) -> tuple[int, int, int, int, int]:
    """Switches of its own will and against it, blocks read and written, faults, since the last look."""
    new, old = p.ki_rusage, seen.before.get(p.ki_pid)
    counts = (new.ru_nvcsw, new.ru_nivcsw, new.ru_inblock, new.ru_oublock, 0)
    if old is None:
        return counts
    then = old.ki_rusage
    return (
        counts[0] - then.ru_nvcsw, counts[1] - then.ru_nivcsw, counts[2] - then.ru_inblock,
        counts[3] - then.ru_oublock, 0,
    )  # fmt: skip


def state(p: KinfoProc) -> str:
    """The state by the name in which the summary counts it."""
    return STATE_OF[p.ki_stat]


def is_system(p: KinfoProc) -> bool:
    """P_SYSTEM: the kernel's own, and init."""
    return p.ki_kproc or p.ki_pid == 1


def counted(view: View, seen: Seen) -> list[KinfoProc]:
    """The processes of the summary line."""
    return [
        p
        for p in seen.processes
        if view.pid != -1 or ((view.self or p.ki_pid != seen.me) and (view.system or not is_system(p)))
    ]


def chosen(view: View, seen: Seen) -> list[KinfoProc]:
    """The processes of the list, in their order (get_process_info)."""
    found = [p for p in counted(view, seen) if _is_wanted(view, seen, p)]
    return sorted(found, key=lambda p: _key(view, seen, p))


def _is_wanted(view: View, seen: Seen, p: KinfoProc) -> bool:
    if state(p) == "zombie" or (not view.kidle and p.ki_kproc and p.ki_comm == "idle" and view.pid == -1):
        return False
    if not view.idle and (not any(io(seen, p)[2:]) if view.io else not _was_busy(seen, p)):
        return False
    if (view.jid != -1 and p.ki_jid != view.jid) or (view.uids and p.ki_ruid not in view.uids):
        return False
    if view.pid not in (-1, p.ki_pid):
        return False
    words = (p.ki_comm, *(p.ki_args if view.arguments else ()))
    return not view.command or any(view.command in word for word in words)


def _was_busy(seen: Seen, p: KinfoProc) -> bool:
    """Has it used the CPU since the last look (proc_used_cpu)?"""
    if state(p) == "stopped":
        return False
    old = seen.before.get(p.ki_pid)
    return bool(seen.share[p.ki_pid]) if old is None else runtime(p) != runtime(old) or any(io(seen, p)[:2])


def _key(view: View, seen: Seen, p: KinfoProc) -> tuple[int, ...]:
    """What is sorted by, the greatest first (compare_cpu and its kin)."""
    share = seen.share[p.ki_pid]
    cpu = weighted(share, p) if view.wcpu else share
    keys = {
        "cpu": cpu, "time": runtime(p), "state": WEIGHT[state(p)], "pri": p.ki_pri, "res": p.ki_rssize,
        "size": p.ki_size, "jid": p.ki_jid, "swap": 0, "threads": 1,
    }  # fmt: skip
    if view.order == "pid":
        return (p.ki_pid,)
    moved = dict(zip(("vcsw", "ivcsw", "read", "write", "fault"), io(seen, p), strict=True))
    moved["total"] = moved["read"] + moved["write"] + moved["fault"]
    if view.order in moved:
        return (-moved[view.order],)
    order = [view.order, *(name for name in ("cpu", "time", "state", "pri", "res", "size") if name != view.order)]
    return tuple(-keys[name] for name in order)
