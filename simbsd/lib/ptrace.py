"""ptrace(2), ktrace(2) and waitid(2).

Models their stubs in lib/libsys; leaves out what truss(1) does not ask for.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.ptrace import Trap


async def ptrace(request: int, pid: int = 0) -> None:
    """Trace oneself (PT_TRACE_ME), another, or no more. Errors: ESRCH, EPERM, EINVAL, EBUSY."""
    await syscall("ptrace", request, pid)


async def waitid() -> Trap:
    """What happened next to a traced process; it goes on at the next call. Errors: ECHILD, EINTR."""
    result: Trap = await syscall("waitid")
    return result


async def ktrace(path: str, ops: int, facilities: int, pid: int) -> None:
    """Have what a process does written to a file, or no more. Errors: EINVAL, EACCES, EPERM, ESRCH."""
    await syscall("ktrace", path, ops, facilities, pid)
