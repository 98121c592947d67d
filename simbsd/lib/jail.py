"""Jail stubs.

Models sys/jail.h and lib/libjail; a parameter list is a dict from name to value (booleans, integers, strings, lists of
integers).
"""

from __future__ import annotations

from typing import Any

from simbsd.lib.syscall import syscall
from simbsd.sys.jail import JAIL_DYING, Jail
from simbsd.sys.strtol import atoi, is_whole


async def jail(j: Jail) -> int:
    """Make a jail and enter it for good; its jid, 0 where jails have none. Errors: EPERM, EINVAL, and of the path."""
    return int(await syscall("jail", j))


async def jail_set(params: dict[str, Any], flags: int) -> int:
    """Create or change a jail; its jid. ``Errno.message`` is the kernel's errmsg. Errors: EPERM, EEXIST, ENOENT,
    EINVAL, EAGAIN ...
    """
    return int(await syscall("jail_set", params, flags))


async def jail_get(params: dict[str, Any], flags: int = 0) -> dict[str, Any]:
    """Ask for a jail by ``jid``, ``name`` or ``lastjid``: every readable parameter. Errors: ENOENT, EINVAL, with a
    message.
    """
    result: dict[str, Any] = await syscall("jail_get", params, flags)
    return result


async def jail_attach(jid: int) -> None:
    """Enter a jail. Errors: EPERM, EINVAL."""
    await syscall("jail_attach", jid)


async def jail_remove(jid: int) -> None:
    """Remove a jail and all in it. Errors: EPERM, EINVAL."""
    await syscall("jail_remove", jid)


async def jail_getid(name: str) -> int:
    """The jid of a jail by name or number; 0, the host, needs no look-up. Raises Errno(ENOENT) with a message."""
    number = atoi(name) if is_whole(name) else None
    if number == 0:
        return 0
    return int((await jail_get({"name": name} if number is None else {"jid": number}, 0))["jid"])


async def jail_all(dying: bool = False) -> list[dict[str, Any]]:
    """Every jail the caller can see, by ascending jid."""
    from simbsd.sys.errno import ENOENT, Errno

    found: list[dict[str, Any]] = []
    last = 0
    while True:
        try:
            record = await jail_get({"lastjid": last}, JAIL_DYING if dying else 0)
        except Errno as error:
            if error.errno == ENOENT:
                return found
            raise
        found.append(record)
        last = record["jid"]
