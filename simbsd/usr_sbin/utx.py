"""utx(8): tell the user accounting database of a boot or a shutdown, or take sessions out of it.

Models usr.sbin/utx/utx.c.
"""

from __future__ import annotations

import re

from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, encode
from simbsd.lib.utmpx import pututxline
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.utmpx import BOOT_TIME, DEAD_PROCESS, ID_SIZE, SHUTDOWN_TIME, Utmpx

USAGE = "usage: utx boot\n       utx shutdown\n       utx rm identifier ...\n"
TYPES = {"boot": BOOT_TIME, "shutdown": SHUTDOWN_TIME}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Enter what happened, now."""
    if len(argv) == 2 and argv[1] in TYPES:
        return await _put("pututxline", Utmpx(TYPES[argv[1]]))
    if len(argv) >= 3 and argv[1] == "rm":
        status = 0
        for name in argv[2:]:
            status |= await _remove(name)
        return status
    await printf(USAGE, STDERR)
    return 1


async def _remove(name: str) -> int:
    """End a session, by its identifier as text or in hexadecimal digits."""
    ident = encode(name)
    if len(ident) > ID_SIZE:
        if not re.fullmatch(r"[0-9A-Fa-f]{16}", name):
            await printf(f"{name}: Invalid identifier format\n", STDERR)
            return 1
        ident = bytes.fromhex(name)
    return await _put(name, Utmpx(DEAD_PROCESS, ident.ljust(ID_SIZE, b"\0")))


async def _put(what: str, record: Utmpx) -> int:
    try:
        await pututxline(record)
    except Errno as error:
        await printf(f"{what}: {strerror(error.errno)}\n", STDERR)
        return 1
    return 0
