"""Stubs for limits and scheduling classes.

Models sys/resource.h and sys/rtprio.h.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.priority import RTP_LOOKUP, RTP_PRIO_NORMAL, RTP_SET


async def getrlimit(name: str) -> tuple[int, int]:
    """The soft and hard limit of a resource (a name of sys/resource.py). Errors: EINVAL."""
    soft, hard = await syscall("getrlimit", name)
    return soft, hard


async def setrlimit(name: str, soft: int, hard: int) -> None:
    """Set both limits of a resource. Errors: EINVAL, EPERM."""
    await syscall("setrlimit", name, soft, hard)


async def rtprio(pid: int) -> tuple[int, int]:
    """The scheduling class of a process (0: this one) and its priority there. Errors: ESRCH."""
    kind, prio = await syscall("rtprio", RTP_LOOKUP, pid, RTP_PRIO_NORMAL, 0)
    return kind, prio


async def rtprio_set(pid: int, kind: int, prio: int) -> None:
    """Set the scheduling class of a process. Errors: ESRCH, EPERM, EINVAL."""
    await syscall("rtprio", RTP_SET, pid, kind, prio)
