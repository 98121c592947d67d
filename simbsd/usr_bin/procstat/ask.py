"""What procstat(1) asks of the kernel besides the processes themselves.

Models lib/libprocstat/libprocstat.c as far as procstat needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib import cpuset as cpusets
from simbsd.lib.sysctl import sysctl
from simbsd.sys.cpuset import CPU_LEVEL_CPUSET, CPU_LEVEL_WHICH, CPU_WHICH_TID, TID_BASE
from simbsd.sys.errno import Errno
from simbsd.sys.records import KinfoFile, KinfoProc, SocketRecord, UnixRecord

INTERNET = ("tcp", "udp", "raw")
LOCAL = ("stream", "dgram", "seqpacket")


@dataclass(slots=True)
class Known:
    """What was found out, by pid, or by pid and descriptor; ``bound`` are local sockets by their kernel address.
    ``numbers``: signals by number; ``threads``: one by one.
    """

    files: dict[int, tuple[KinfoFile, ...]] = field(default_factory=dict)
    environments: dict[int, tuple[str, ...]] = field(default_factory=dict)
    umasks: dict[int, int] = field(default_factory=dict)
    sockets: dict[tuple[int, int], SocketRecord | UnixRecord] = field(default_factory=dict)
    bound: dict[int, str] = field(default_factory=dict)
    sets: dict[int, tuple[int, int]] = field(default_factory=dict)
    limits: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    osrel: int = 0
    numbers: bool = False
    threads: bool = False


async def ask(shows: str, processes: list[KinfoProc]) -> Known:
    """What one way of looking needs."""
    known = Known()
    if shows in ("files", "binary", "pwdx"):
        known.files = await sysctl("kern.proc.filedesc")
        known.osrel = int(await sysctl("kern.proc.osrel"))
    if shows == "files":
        await _sockets(known)
    if shows in ("environment", "penv"):
        known.environments = await sysctl("kern.proc.env")
    if shows == "credentials":
        known.umasks = await sysctl("kern.proc.umask")
    if shows == "rlimit":
        known.limits = await sysctl("kern.proc.rlimit")
    if shows == "cpuset":
        for p in processes:
            known.sets[p.ki_pid] = await _set_of(p.ki_pid + TID_BASE)
    return known


async def _sockets(known: Known) -> None:
    for proto in INTERNET:
        for record in await sysctl(f"net.inet.{proto}.pcblist"):
            known.sockets |= dict.fromkeys(record.holders, record)
    for kind in LOCAL:
        for local in await sysctl(f"net.local.{kind}.pcblist"):
            known.sockets |= dict.fromkeys(local.holders, local)
            known.bound[local.address] = local.path


async def _set_of(tid: int) -> tuple[int, int]:
    try:
        number = await cpusets.cpuset_getid(CPU_LEVEL_CPUSET, CPU_WHICH_TID, tid)
        return number, await cpusets.cpuset_getaffinity(CPU_LEVEL_WHICH, CPU_WHICH_TID, tid)
    except Errno:
        return -1, 0
