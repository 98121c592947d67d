"""The stub of procctl(2).

Models lib/libsys/procctl.2.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.procctl import P_PID


async def procctl(pid: int, command: str, value: int = 0) -> int:
    """Control one process (0: this one). Errors: EINVAL, ESRCH, EPERM; ENOSYS on a kernel without it."""
    return int(await syscall("procctl", P_PID, pid, command, value))
