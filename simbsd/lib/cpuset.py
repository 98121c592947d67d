"""cpuset(2) stubs.

Models sys/cpuset.h and sys/domainset.h; a mask is an integer, bit N for CPU (or domain) N, and an id of -1 the caller.
"""

from __future__ import annotations

from simbsd.lib.syscall import syscall


async def cpuset() -> int:
    """Go into a new set; its number. Errors: EDEADLK."""
    return int(await syscall("cpuset"))


async def cpuset_setid(which: int, number: int, setid: int) -> None:
    """Move a process to a set. Errors: EINVAL, ESRCH, EPERM, EDEADLK."""
    await syscall("cpuset_setid", which, number, setid)


async def cpuset_getid(level: int, which: int, number: int) -> int:
    """The number of a set. Errors: EINVAL, ESRCH, EPERM."""
    return int(await syscall("cpuset_getid", level, which, number))


async def cpuset_getaffinity(level: int, which: int, number: int) -> int:
    """The mask of a set or a process. Errors: EINVAL, ESRCH, EPERM."""
    return int(await syscall("cpuset_getaffinity", level, which, number))


async def cpuset_setaffinity(level: int, which: int, number: int, mask: int) -> None:
    """Set the mask of a set or a process. Errors: EDEADLK, EINVAL, ESRCH, EPERM."""
    await syscall("cpuset_setaffinity", level, which, number, mask)


async def cpuset_getdomain(level: int, which: int, number: int) -> tuple[int, int]:
    """The memory policy of a set or a process, and its domains. Errors: EINVAL, ESRCH, EPERM."""
    policy, mask = await syscall("cpuset_getdomain", level, which, number)
    return policy, mask


async def cpuset_setdomain(level: int, which: int, number: int, mask: int, policy: int) -> None:
    """Set the memory policy. Errors: EDEADLK, EINVAL, ESRCH, EPERM."""
    await syscall("cpuset_setdomain", level, which, number, mask, policy)
