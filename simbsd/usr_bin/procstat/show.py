"""The lines of procstat(1): a header for each way of looking, and what is printed of a process.

Models the text side of usr.bin/procstat's files; leaves out abbreviated commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simbsd.sys.cpuset import TID_BASE
from simbsd.sys.records import KinfoProc
from simbsd.sys.resource import RLIM_INFINITY
from simbsd.usr_bin.procstat import files
from simbsd.usr_bin.procstat.ask import Known
from simbsd.usr_bin.procstat.fields import RLIMIT_TITLES, RUSAGE, process_signals, signal_rows, thread_signals

Told = Mapping[str, Any]
PREFIXES = ("", "K", "M", "G", "T", "P", "E")
IN_BYTES = RUSAGE[:4]
# humanize_number(3) into 13 bytes: what is left for digits beside a blank, the unit and the end (baselen).
ROOM = 13 - len("d ") - 1 - len("sec")


def _head(p: KinfoProc) -> str:
    return f"{p.ki_pid:5} {p.ki_comm:<16}"


def _thread(p: KinfoProc) -> str:
    return f"{p.ki_pid:5} {p.ki_pid + TID_BASE:6} "


def _shape(text: str) -> Callable[[KinfoProc, Known, Told], str]:
    """One line that is all fields."""
    return lambda p, known, told: text.format(**told) + "\n"


def _basic(p: KinfoProc, known: Known, told: Told) -> str:
    return (
        "{process_id:5} {parent_process_id:5} {process_group_id:5} {session_id:5} {terminal_session_id:5} {threads:3} "
        "{login:<8} {wait_channel:<9} {emulation:<13} {command:<12}\n"
    ).format(**told)


def _words(name: str) -> Callable[[KinfoProc, Known, Told], str]:
    return lambda p, known, told: _head(p) + ("".join(f" {word}" for word in told.get(name, ())) or " -") + "\n"


def _numbered(name: str, empty: str) -> Callable[[KinfoProc, Known, Told], str]:
    def text(p: KinfoProc, known: Known, told: Told) -> str:
        lines = [f"{name}[{place}]: {word}" for place, word in enumerate(told.get(name, ()))] or ["-"]
        return "\n".join([f"{p.ki_pid}:  {p.ki_comm}", *lines]) + "\n"

    return text


def _credentials(p: KinfoProc, known: Known, told: Told) -> str:
    ids = " ".join(f"{told[name]:5}" for name in ("uid", "ruid", "svuid", "group", "rgid", "svgid"))
    return f"{_head(p)} {ids} {told['umask']:>5} {told['cr_flags']}     {','.join(map(str, told['groups']))}\n"


def _cpuset(p: KinfoProc, known: Known, told: Told) -> str:
    return f"{_thread(p)}{p.ki_comm:<19} {'-':<19} {told['cpu']:3} {told['cpu_set_id']:4} {told.get('cpu_set', '')}\n"


def _threads(p: KinfoProc, known: Known, told: Told) -> str:
    ((_, thread),) = told["threads"].items()
    return f"{_thread(p)}{p.ki_comm:<19} " + (
        "{thread_name:<19} {cpu:3} {priority:4} {run_state:<7} {wait_channel:<9} \n"
    ).format(**thread)


def _files(p: KinfoProc, known: Known, told: Told) -> str:
    return "".join(f"{_head(p)} {files.line(file)}\n" for file in told.get("files", ()))


def _pwdx(p: KinfoProc, known: Known, told: Told) -> str:
    return f"{p.ki_pid}:  {told['cwd']}\n" if told else ""


def _rlimit(p: KinfoProc, known: Known, told: Told) -> str:
    limits = known.limits.get(p.ki_pid, {})
    return "".join(
        f"{_head(p)} {title:<16} {limit_text(soft, suffix):>16} {limit_text(hard, suffix):>16}\n"
        for (title, suffix), (soft, hard) in zip(RLIMIT_TITLES, limits.values(), strict=False)
    )


def limit_text(value: int, suffix: str) -> str:
    """A limit with its unit, scaled as far as it must be (humanize_rlimit)."""
    if value == RLIM_INFINITY:
        return "infinity     "
    scale = 0
    while value >= 10**ROOM and scale < len(PREFIXES) - 1:
        value = (value + 512) // 1024
        scale += 1
    return f"{value} {PREFIXES[scale]}{suffix}" + (" " if scale == 0 else "")


def _rusage(p: KinfoProc, known: Known, told: Told) -> str:
    used = next(iter(told["threads"].values())) if known.threads else told
    prefix = f"{_thread(p) if known.threads else f'{p.ki_pid:5} '}{p.ki_comm:<16} "
    lines = [f"{name:<14} {used[name]:>29}   " for name in ("user time", "system time")]
    for name in RUSAGE:
        lines.append(f"{name:<32} {kilobytes(used[name]) if name in IN_BYTES else f'{used[name]}   ':>14}")
    return "".join(f"{prefix}{line}\n" for line in lines)


def kilobytes(value: int) -> str:
    """A size in the kilobytes that it is given in: humanize_number(3) with its scale fixed (format_value)."""
    return f"{value}.0 KB" if value <= 9 else f"{value} KB"


def _letters(sets: dict[str, tuple[int, ...]], letters: str, numbers: bool, prefix: str) -> str:
    lines = []
    for name, members in signal_rows(sets, numbers):
        marks = "".join(letter if is_in else "-" for letter, is_in in zip(letters, members.values(), strict=True))
        lines.append(f"{prefix} {name:<7}  {marks}\n")
    return "".join(lines)


def _signals(p: KinfoProc, known: Known, told: Told) -> str:
    return _letters(process_signals(p), "PIC", known.numbers, _head(p))


def _tsignals(p: KinfoProc, known: Known, told: Told) -> str:
    return _letters(thread_signals(p), "PB", known.numbers, f"{_thread(p)}{p.ki_comm:<16}")


def header(shows: str, threads: bool) -> str:
    """The line above all, or nothing."""
    if shows == "rusage" and threads:
        return f"{'PID':>5} {'TID':>6} {'COMM':<16} {'RESOURCE':<32} {'VALUE        ':>14}\n"
    title = SHOWS[shows][0]
    return f"{title}\n" if title else ""


Show = Callable[[KinfoProc, Known, Told], str]
SHOWS: dict[str, tuple[str, Show]] = {
    "basic": (f"{'PID':>5} {'PPID':>5} {'PGID':>5} {'SID':>5} {'TSID':>5} {'THR':>3} {'LOGIN':<8} {'WCHAN':<9} "
              f"{'EMUL':<13} {'COMM':<12}", _basic),
    "arguments": (f"{'PID':>5} {'COMM':<16} {'ARGS':<53}", _words("arguments")),
    "binary": (f"{'PID':>5} {'COMM':<16} {'OSREL':>8} PATH",
               _shape("{process_id:5} {command:<16} {osrel:8} {pathname}")),
    "cpuset": (f"{'PID':>5} {'TID':>6} {'COMM':<19} {'TDNAME':<19} CPU CSID CPU MASK", _cpuset),
    "credentials": (f"{'PID':>5} {'COMM':<16}  EUID  RUID SVUID  EGID  RGID SVGID UMASK FLAGS {'GROUPS':<15}",
                    _credentials),
    "environment": (f"{'PID':>5} {'COMM':<16} {'ENVIRONMENT':<53}", _words("environment")),
    "files": (f"{'PID':>5} {'COMM':<16} {'FD':>5} T V {'FLAGS':<8} REF  OFFSET PRO {'NAME':<12}", _files),
    "pargs": ("", _numbered("argv", "-")),
    "penv": ("", _numbered("envp", "-")),
    "pwdx": ("", _pwdx),
    "rlimit": (f"{'PID':>5} {'COMM':<16} {'RLIMIT':<16} {'SOFT     ':>16} {'HARD     ':>16}", _rlimit),
    "rusage": (f"{'PID':>5} {'COMM':<16} {'RESOURCE':<32} {'VALUE        ':>14}", _rusage),
    "signals": (f"{'PID':>5} {'COMM':<16} {'SIG':<7} FLAGS", _signals),
    "threads": (f"{'PID':>5} {'TID':>6} {'COMM':<19} {'TDNAME':<19} CPU  PRI {'STATE':<7} {'WCHAN':<9}", _threads),
    "tsignals": (f"{'PID':>5} {'TID':>6} {'COMM':<16} {'SIG':<7} FLAGS", _tsignals),
}  # fmt: skip
