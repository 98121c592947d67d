"""System call stubs for System V interprocess communication.

Models sys/msg.h, sys/sem.h and sys/shm.h; leaves out everything but finding, making, removing and listing.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall
from simbsd.sys.ipc import IpcRecord


async def msgget(key: int, flags: int) -> int:
    """A message queue's id. Errors: ENOSYS, EEXIST, EACCES, ENOENT, ENOSPC."""
    return int(await syscall("msgget", key, flags))


async def semget(key: int, nsems: int, flags: int) -> int:
    """A semaphore set's id. Errors: as msgget, and EINVAL."""
    return int(await syscall("semget", key, nsems, flags))


async def shmget(key: int, size: int, flags: int) -> int:
    """A shared segment's id. Errors: as msgget, and EINVAL."""
    return int(await syscall("shmget", key, size, flags))


async def remove(kind: str, number: int) -> None:
    """Remove an object of a kind (``msg``, ``sem``, ``shm``) by its id. Errors: ENOSYS, EINVAL, EACCES."""
    await syscall(f"{kind}ctl", number)


async def listed(kind: str) -> list[IpcRecord]:
    """Every object of a kind that the caller may see."""
    found: list[IpcRecord] = await syscall("ipc_list", kind)
    return found
