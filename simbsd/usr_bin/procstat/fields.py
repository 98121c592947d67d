"""What procstat(1) tells of a process, by the names that libxo gives it; the lines of text are made of the same.

Models usr.bin/procstat/procstat_basic.c, _args.c, _bin.c, _cred.c, _cs.c, _penv.c, _pwdx.c, _rlimit.c, _rusage.c,
_sigs.c and _threads.c; leaves out capabilities, and threads have no names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simbsd.lib.libxo import Value
from simbsd.sys.cpuset import TID_BASE
from simbsd.sys.records import KinfoProc
from simbsd.sys.resource import RLIM_INFINITY
from simbsd.sys.signal import SIGNAMES
from simbsd.usr_bin.procstat.ask import Known
from simbsd.usr_bin.procstat.files import files

Fields = dict[str, Value]
STATES = {"R": "run", "S": "sleep", "D": "sleep", "I": "sleep", "T": "stop", "Z": "zomb", "W": "wait"}
# In the order of their numbers: how procstat calls a limit, and the unit behind it.
RLIMIT_TITLES = (
    ("cputime", "sec"), ("filesize", "B  "), ("datasize", "B  "), ("stacksize", "B  "), ("coredumpsize", "B  "),
    ("memoryuse", "B  "), ("memorylocked", "B  "), ("maxprocesses", "   "), ("openfiles", "   "), ("sbsize", "B  "),
    ("vmemoryuse", "B  "), ("pseudo-terminals", "   "), ("swapuse", "B  "), ("kqueues", "   "), ("umtxp", "   "),
)  # fmt: skip
RUSAGE = (
    "maximum RSS", "integral shared memory", "integral unshared data", "integral unshared stack", "page reclaims",
    "page faults", "swaps", "block reads", "block writes", "messages sent", "messages received", "signals received",
    "voluntary context switches", "involuntary context switches",
)  # fmt: skip
COUNTED = {
    "maximum RSS": "ru_maxrss", "block reads": "ru_inblock", "block writes": "ru_oublock",
    "signals received": "ru_nsignals", "voluntary context switches": "ru_nvcsw",
    "involuntary context switches": "ru_nivcsw",
}  # fmt: skip
SIG_MAXSIG = 128


def _head(p: KinfoProc) -> Fields:
    return {"process_id": p.ki_pid, "command": p.ki_comm}


def _basic(p: KinfoProc, known: Known) -> Fields:
    return {
        "process_id": p.ki_pid, "parent_process_id": p.ki_ppid, "process_group_id": p.ki_pgid, "session_id": p.ki_sid,
        "terminal_session_id": p.ki_tsid, "threads": 1, "login": p.ki_login or "-",
        "wait_channel": p.ki_wmesg or "-", "emulation": "-" if p.ki_kproc else "FreeBSD ELF64", "command": p.ki_comm,
    }  # fmt: skip


def _words(name: str, of: Callable[[KinfoProc, Known], tuple[str, ...]]) -> Callable[[KinfoProc, Known], Fields]:
    def told(p: KinfoProc, known: Known) -> Fields:
        words = of(p, known)
        return {**_head(p), name: words} if words else _head(p)

    return told


def _of_arguments(p: KinfoProc, known: Known) -> tuple[str, ...]:
    return p.ki_args


def _of_environment(p: KinfoProc, known: Known) -> tuple[str, ...]:
    return known.environments.get(p.ki_pid, ())


def _binary(p: KinfoProc, known: Known) -> Fields:
    paths = [file.path for file in known.files.get(p.ki_pid, ()) if file.fd == "text"]
    return {**_head(p), "osrel": known.osrel if paths else 0, "pathname": paths[0] if paths else "-"}


def _credentials(p: KinfoProc, known: Known) -> Fields:
    return {
        **_head(p), "uid": p.ki_uid, "ruid": p.ki_ruid, "svuid": p.ki_svuid, "group": p.ki_groups[0],
        "rgid": p.ki_rgid, "svgid": p.ki_svgid,
        "umask": f"{known.umasks[p.ki_pid]:03o}" if p.ki_pid in known.umasks else "-", "cr_flags": "-",
        "groups": tuple(p.ki_groups),
    }  # fmt: skip


def _cpuset(p: KinfoProc, known: Known) -> Fields:
    number, mask = known.sets[p.ki_pid]
    told: Fields = {
        "process_id": p.ki_pid, "thread_id": p.ki_pid + TID_BASE, "command": p.ki_comm, "thread_name": "-", "cpu": 0,
        "cpu_set_id": number,
    }  # fmt: skip
    return told if number < 0 else {**told, "cpu_set": _ranges(mask)}


def _ranges(mask: int) -> str:
    """``0-1,3``."""
    parts: list[list[int]] = []
    for cpu in range(mask.bit_length()):
        if mask >> cpu & 1:
            if parts and parts[-1][-1] == cpu - 1:
                parts[-1] = [parts[-1][0], cpu]
            else:
                parts.append([cpu])
    return ",".join("-".join(map(str, part)) for part in parts)


def _threads(p: KinfoProc, known: Known) -> Fields:
    tid = p.ki_pid + TID_BASE
    thread = {
        "thread_id": tid, "thread_name": "-", "cpu": 0, "priority": p.ki_pri, "run_state": STATES[p.ki_stat],
        "wait_channel": p.ki_wmesg or "-",
    }  # fmt: skip
    return {**_head(p), "threads": {str(tid): thread}}


def _pwdx(p: KinfoProc, known: Known) -> Fields:
    paths = [file.path for file in known.files.get(p.ki_pid, ()) if file.fd == "cwd" and file.path]
    return {"process_id": p.ki_pid, "cwd": paths[0]} if paths else {}


def _rlimit(p: KinfoProc, known: Known) -> Fields:
    told = _head(p)
    for (title, _), (soft, hard) in zip(RLIMIT_TITLES, known.limits.get(p.ki_pid, {}).values(), strict=False):
        told[title] = {"soft_limit": _limit(soft), "hard_limit": _limit(hard)}
    return told


def _limit(value: int) -> Value:
    return "infinity" if value == RLIM_INFINITY else value


def _rusage(p: KinfoProc, known: Known) -> Fields:
    used: Fields = {"user time": clock(p.ki_utime), "system time": clock(p.ki_stime)}
    used |= {name: getattr(p.ki_rusage, COUNTED[name]) if name in COUNTED else 0 for name in RUSAGE}
    if not known.threads:
        return {**_head(p), **used}
    tid = p.ki_pid + TID_BASE
    return {**_head(p), "threads": {str(tid): {"thread_id": tid, **used}}}


def clock(us: int) -> str:
    """A time as ``1 day 00:00:00.000000`` (format_time)."""
    seconds, days = us // 1_000_000 % 86400, us // 86_400_000_000
    text = "" if not days else "1 day " if days == 1 else f"{days} days "
    return f"{text}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{us % 1_000_000:06}"


def signal_rows(sets: dict[str, tuple[int, ...]], numbers: bool) -> Iterator[tuple[str, dict[str, bool]]]:
    """Each signal there can be: its name, or number, and of which sets it is."""
    for sig in range(1, SIG_MAXSIG + 1):
        name = SIGNAMES[sig] if sig < len(SIGNAMES) and not numbers else str(sig)
        yield name, {title: sig in members for title, members in sets.items()}


def process_signals(p: KinfoProc) -> dict[str, tuple[int, ...]]:
    """Pending, ignored and caught ones, in the order of their columns."""
    return {"list": p.ki_siglist, "ignore": p.ki_sigignore, "catch": p.ki_sigcatch}


def thread_signals(p: KinfoProc) -> dict[str, tuple[int, ...]]:
    """Pending and blocked ones."""
    return {"list": p.ki_siglist, "mask": p.ki_sigmask}


def _signals(p: KinfoProc, known: Known) -> Fields:
    return {**_head(p), "signals": dict(signal_rows(process_signals(p), known.numbers))}


def _tsignals(p: KinfoProc, known: Known) -> Fields:
    tid = p.ki_pid + TID_BASE
    thread = {"thread_id": tid, "signals": dict(signal_rows(thread_signals(p), known.numbers))}
    return {**_head(p), "threads": {str(tid): thread}}


def _files(p: KinfoProc, known: Known) -> Fields:
    found = files(p, known)
    return {**_head(p), "files": found} if found else {}


FIELDS: dict[str, Callable[[KinfoProc, Known], Fields]] = {
    "arguments": _words("arguments", _of_arguments), "basic": _basic, "binary": _binary, "cpuset": _cpuset,
    "credentials": _credentials, "environment": _words("environment", _of_environment), "files": _files,
    "pargs": _words("argv", _of_arguments), "penv": _words("envp", _of_environment), "pwdx": _pwdx,
    "rlimit": _rlimit, "rusage": _rusage, "signals": _signals, "threads": _threads, "tsignals": _tsignals,
}  # fmt: skip
