"""procstat(1): the inside of processes: files, credentials, arguments, times, sets of CPUs.

Models usr.bin/procstat/procstat.c, procstat_basic.c, _args.c, _bin.c, _cred.c, _cs.c, _files.c, _rlimit.c, _rusage.c,
_sigs.c and _threads.c; leaves out kernel stacks, memory maps, locks, capabilities, cores, -w, --libxo, addresses of
local sockets, abbreviated commands, and pargs(1), penv(1), pwdx(1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simbsd.lib import cpuset as cpusets
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_ntoa
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.sysctl import sysctl
from simbsd.sys.cpuset import CPU_LEVEL_CPUSET, CPU_LEVEL_WHICH, CPU_WHICH_TID, TID_BASE
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.fcntl import O_ACCMODE, O_APPEND, O_NONBLOCK, O_RDONLY, O_WRONLY
from simbsd.sys.records import KinfoFile, KinfoProc, SocketRecord
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.procstat_more import RLIMIT_TITLES, limit_text, signal_lines

EX_USAGE = 64
USAGE = """\
usage: procstat [--libxo] [-h] [-M core] [-N system] [-w interval] command
                [pid ... | core ...]
       procstat [--libxo] -a [-h] [-M core] [-N system]  [-w interval] command
"""
LETTERS = {
    "b": "binary", "c": "arguments", "e": "environment", "f": "files", "i": "signals", "j": "tsignals", "l": "rlimit",
    "r": "rusage", "S": "cpuset", "s": "credentials", "t": "threads",
}  # fmt: skip
WORDS = {"cs": "cpuset", "fd": "file", "env": "environment", "thread_signal": "tsignal"}  # other names, without -s
FILE_TYPES = {"vnode": "v", "socket": "s", "pipe": "p", "fifo": "f"}
VNODE_TYPES = {0o010000: "f", 0o020000: "c", 0o040000: "d", 0o060000: "b", 0o100000: "r", 0o120000: "l", 0o140000: "s"}
STATES = {"R": "run", "S": "sleep", "D": "sleep", "I": "sleep", "T": "stop", "Z": "zomb"}
RUSAGE = (
    "maximum RSS", "integral shared memory", "integral unshared data", "integral unshared stack", "page reclaims",
    "page faults", "swaps", "block reads", "block writes", "messages sent", "messages received", "signals received",
    "voluntary context switches", "involuntary context switches",
)  # fmt: skip
COUNTED = {"block reads": "ru_inblock", "block writes": "ru_oublock", "signals received": "ru_nsignals",
           "voluntary context switches": "ru_nvcsw", "involuntary context switches": "ru_nivcsw"}  # fmt: skip
IN_BYTES = RUSAGE[:4]


@dataclass(slots=True)
class Known:
    """What was asked of the kernel besides the processes."""

    files: dict[int, tuple[KinfoFile, ...]]
    environments: dict[int, tuple[str, ...]]
    umasks: dict[int, int]
    sockets: dict[tuple[int, int], SocketRecord]
    sets: dict[int, tuple[int, int]]
    osrel: int = 0
    limits: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    numbers: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show one thing of the processes named, or of all."""
    err = Err(argv)
    options, operands = await getopt(argv, "abCcefHhijkLlM:N:nrSstvw:x")
    letters = [letter for letter, _ in options]
    commands = [LETTERS[letter] for letter in letters if letter in LETTERS]
    if any(letter not in (*LETTERS, "a", "h", "n") for letter in letters) or len(commands) > 1:
        return await _usage()
    if not commands and operands and not is_number(operands[0]):
        word = operands.pop(0).lower().removesuffix("s")
        commands = [name for name in SHOWS if name.removesuffix("s") == WORDS.get(word, word)] or [""]
    name = commands[0] if commands else "basic"
    if name not in SHOWS or ("a" in letters) == bool(operands) or not all(map(is_number, operands)):
        return await _usage()
    processes: dict[int, KinfoProc] = {p.ki_pid: p for p in await sysctl("kern.proc.all")}
    chosen = [processes[pid] for pid in sorted(processes)]
    if operands:
        chosen = []
        for word in operands:
            found = processes.get(to_int(word))
            if found is None:
                await err.warn("sysctl(kern.proc)", ESRCH)
                await err.errx(1, "procstat_getprocs()")
            chosen.append(found)
    known = await _ask(name, chosen)
    known.numbers = "n" in letters
    header, show = SHOWS[name]
    if chosen and "h" not in letters:
        await puts(header + "\n")
    for p in chosen:
        await puts(show(p, known))
    return 0


async def _usage() -> int:
    await puts(USAGE, STDERR)
    return EX_USAGE


async def _ask(name: str, processes: list[KinfoProc]) -> Known:
    known = Known({}, {}, {}, {}, {})
    if name in ("files", "binary"):
        known.files = await sysctl("kern.proc.filedesc")
        known.osrel = int(await sysctl("kern.osreldate"))
    if name == "files":
        for proto in ("tcp", "udp", "raw"):
            for record in await sysctl(f"net.inet.{proto}.pcblist"):
                known.sockets |= dict.fromkeys(record.holders, record)
    if name == "environment":
        known.environments = await sysctl("kern.proc.env")
    if name == "credentials":
        known.umasks = await sysctl("kern.proc.umask")
    if name == "rlimit":
        known.limits = await sysctl("kern.proc.rlimit")
    if name == "cpuset":
        for p in processes:
            known.sets[p.ki_pid] = await _set_of(p.ki_pid + TID_BASE)
    return known


async def _set_of(tid: int) -> tuple[int, int]:
    try:
        number = await cpusets.cpuset_getid(CPU_LEVEL_CPUSET, CPU_WHICH_TID, tid)
        return number, await cpusets.cpuset_getaffinity(CPU_LEVEL_WHICH, CPU_WHICH_TID, tid)
    except Errno:
        return -1, 0


def _basic(p: KinfoProc, known: Known) -> str:
    emulation = "-" if p.ki_kproc else "FreeBSD ELF64"
    tsid = p.ki_tsid
    return (
        f"{p.ki_pid:5} {p.ki_ppid:5} {p.ki_pgid:5} {p.ki_sid:5} {tsid:5} {1:3} {p.ki_login or '-':<8} "
        f"{p.ki_wmesg or '-':<9} {emulation:<13} {p.ki_comm:<12}\n"
    )


def _arguments(p: KinfoProc, known: Known) -> str:
    return f"{p.ki_pid:5} {p.ki_comm:<16}{''.join(f' {word}' for word in p.ki_args) or ' -'}\n"


def _environment(p: KinfoProc, known: Known) -> str:
    words = known.environments.get(p.ki_pid, ())
    return f"{p.ki_pid:5} {p.ki_comm:<16}{''.join(f' {word}' for word in words) or ' -'}\n"


def _binary(p: KinfoProc, known: Known) -> str:
    paths = [file.path for file in known.files.get(p.ki_pid, ()) if file.fd == "text"]
    osrel = known.osrel if paths else 0
    return f"{p.ki_pid:5} {p.ki_comm:<16} {osrel:8} {paths[0] if paths else '-'}\n"


def _credentials(p: KinfoProc, known: Known) -> str:
    umask = f"{known.umasks[p.ki_pid]:03o}" if p.ki_pid in known.umasks else "-"
    ids = (p.ki_uid, p.ki_ruid, p.ki_svuid, p.ki_groups[0], p.ki_rgid, p.ki_svgid)
    groups = ",".join(map(str, p.ki_groups))
    return f"{p.ki_pid:5} {p.ki_comm:<16} {' '.join(f'{number:5}' for number in ids)} {umask:>5} -     {groups}\n"


def _threads(p: KinfoProc, known: Known) -> str:
    return (
        f"{p.ki_pid:5} {p.ki_pid + TID_BASE:6} {p.ki_comm:<19} {'-':<19} {0:3} {p.ki_pri:4} "
        f"{STATES[p.ki_stat]:<7} {p.ki_wmesg or '-':<9} \n"
    )


def _cpuset(p: KinfoProc, known: Known) -> str:
    number, mask = known.sets[p.ki_pid]
    head = f"{p.ki_pid:5} {p.ki_pid + TID_BASE:6} {p.ki_comm:<19} {'-':<19} {0:3} {number:4} "
    return f"{head}{_ranges(mask)}\n"


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


def _rusage(p: KinfoProc, known: Known) -> str:
    prefix = f"{p.ki_pid:5} {p.ki_comm:<16} "
    lines = [f"{name:<14} {_clock(us):>29}   " for name, us in (("user time", p.ki_utime), ("system time", p.ki_stime))]
    for name in RUSAGE:
        count = getattr(p.ki_rusage, COUNTED[name]) if name in COUNTED else 0
        lines.append(f"{name:<32} {'0 B' if name in IN_BYTES else f'{count}   ':>14}")
    return "".join(f"{prefix}{line}\n" for line in lines)


def _clock(us: int) -> str:
    seconds, days = us // 1_000_000 % 86400, us // 86_400_000_000
    text = "" if not days else "1 day " if days == 1 else f"{days} days "
    return f"{text}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{us % 1_000_000:06}"


def _files(p: KinfoProc, known: Known) -> str:
    return "".join(f"{p.ki_pid:5} {p.ki_comm:<16} {_file(p, file, known)}\n" for file in known.files.get(p.ki_pid, ()))


def _file(p: KinfoProc, file: KinfoFile, known: Known) -> str:
    kind = "v" if file.kind == "vnode" else FILE_TYPES.get(file.kind, "?")
    vnode = VNODE_TYPES.get(file.mode, "?") if file.kind == "vnode" else "-"
    access = file.flags & O_ACCMODE
    flags = ("r" if access != O_WRONLY else "-") + ("w" if access != O_RDONLY else "-")
    flags += ("a" if file.flags & O_APPEND else "-") + "--" + ("n" if file.flags & O_NONBLOCK else "-") + "--"
    count = str(file.count) if file.count >= 0 else "-"
    offset = str(file.offset) if file.offset >= 0 else "-"
    return f"{file.fd:>5} {kind} {vnode} {flags} {count:>3} {offset:>7} {_name(p, file, known)}"


def _name(p: KinfoProc, file: KinfoFile, known: Known) -> str:
    """What a file is called: a path, or a socket's protocol, queues and ends."""
    record = known.sockets.get((p.ki_pid, to_int(file.fd))) if file.kind == "socket" else None
    if record is None:
        return f"{'-':<3} {file.path or '-':<18}"
    ends = (f"{inet_ntoa(record.laddr)}:{record.lport}", f"{inet_ntoa(record.faddr)}:{record.fport}")
    proto = record.proto.rstrip("46").upper()[:3]
    queues = f"{record.sendq} {record.recvq} " if proto == "TCP" else ""
    return f"{proto:<3} {queues}{' '.join(ends)}"


def _rlimit(p: KinfoProc, known: Known) -> str:
    limits = known.limits.get(p.ki_pid, {})
    head = f"{p.ki_pid:5} {p.ki_comm:<16}"
    return "".join(
        f"{head} {title:<16} {limit_text(soft, suffix):>16} {limit_text(hard, suffix):>16}\n"
        for (title, suffix), (soft, hard) in zip(RLIMIT_TITLES, limits.values(), strict=False)
    )


def _signals(p: KinfoProc, known: Known) -> str:
    head = f"{p.ki_pid:5} {p.ki_comm:<16}"
    sets = (("P", p.ki_siglist), ("I", p.ki_sigignore), ("C", p.ki_sigcatch))
    return "".join(f"{head} {line}\n" for line in signal_lines(sets, known.numbers))


def _tsignals(p: KinfoProc, known: Known) -> str:
    head = f"{p.ki_pid:5} {p.ki_pid + TID_BASE:6} {p.ki_comm:<16}"
    return "".join(
        f"{head} {line}\n" for line in signal_lines((("P", p.ki_siglist), ("B", p.ki_sigmask)), known.numbers)
    )


Show = Callable[[KinfoProc, Known], str]
SHOWS: dict[str, tuple[str, Show]] = {
    "basic": (f"{'PID':>5} {'PPID':>5} {'PGID':>5} {'SID':>5} {'TSID':>5} {'THR':>3} {'LOGIN':<8} {'WCHAN':<9} "
              f"{'EMUL':<13} {'COMM':<12}", _basic),
    "arguments": (f"{'PID':>5} {'COMM':<16} {'ARGS':<53}", _arguments),
    "binary": (f"{'PID':>5} {'COMM':<16} {'OSREL':>8} PATH", _binary),
    "cpuset": (f"{'PID':>5} {'TID':>6} {'COMM':<19} {'TDNAME':<19} CPU CSID CPU MASK", _cpuset),
    "credentials": (f"{'PID':>5} {'COMM':<16}  EUID  RUID SVUID  EGID  RGID SVGID UMASK FLAGS {'GROUPS':<15}",
                    _credentials),
    "environment": (f"{'PID':>5} {'COMM':<16} {'ENVIRONMENT':<53}", _environment),
    "files": (f"{'PID':>5} {'COMM':<16} {'FD':>5} T V {'FLAGS':<8} REF  OFFSET PRO {'NAME':<12}", _files),
    "rlimit": (f"{'PID':>5} {'COMM':<16} {'RLIMIT':<16} {'SOFT     ':>16} {'HARD     ':>16}", _rlimit),
    "rusage": (f"{'PID':>5} {'COMM':<16} {'RESOURCE':<32} {'VALUE        ':>14}", _rusage),
    "signals": (f"{'PID':>5} {'COMM':<16} {'SIG':<7} FLAGS", _signals),
    "threads": (f"{'PID':>5} {'TID':>6} {'COMM':<19} {'TDNAME':<19} CPU  PRI {'STATE':<7} {'WCHAN':<9}", _threads),
    "tsignals": (f"{'PID':>5} {'TID':>6} {'COMM':<16} {'SIG':<7} FLAGS", _tsignals),
}  # fmt: skip
