"""sysctl(3) and module stubs.

Models sys/sysctl.h and sys/linker.h; a value is an integer, a string, or a record of sys/records.py.
"""

from __future__ import annotations

from typing import Any

from simbsd.lib.syscall import syscall


async def sysctl(name: str) -> Any:
    """Read a variable. Errors: ENOENT, EISDIR (a node), EPERM."""
    return await syscall("__sysctlbyname", name, None)


async def sysctl_set(name: str, value: Any) -> Any:
    """Write a variable; returns the old value. Errors: ENOENT, EPERM, EINVAL."""
    return await syscall("__sysctlbyname", name, value)


async def sysctl_describe(prefix: str) -> list[Any]:
    """Every oid at or below a name, in tree order: records with name, kind, writable, tunable, description."""
    result: list[Any] = await syscall("__sysctl_list", prefix)
    return result


async def kldload(name: str) -> int:
    """Load a module; its id. Errors: EPERM, EEXIST, ENOENT."""
    return int(await syscall("kldload", name))


async def kldstat() -> list[Any]:
    """The loaded modules: (id, references, address, size, name)."""
    result: list[Any] = await syscall("kldstat")
    return result
