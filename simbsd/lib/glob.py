"""glob(3): path names that match a pattern, in order of their names.

Models lib/libc/gen/glob.c; leaves out braces, tildes and collation other than by character.
"""

from __future__ import annotations

import re

from simbsd.lib.files import lstat
from simbsd.lib.fnmatch import Flags, fnmatch
from simbsd.lib.path import names
from simbsd.sys.errno import Errno

_MAGIC = re.compile(r"[*?\[]")
_PERIOD = Flags(period=True)


def has_magic(pattern: str) -> bool:
    """True when a pattern holds ``*``, ``?`` or ``[``."""
    return _MAGIC.search(pattern) is not None


async def _exists(path: str) -> bool:
    try:
        await lstat(path)
    except Errno:
        return False
    return True


async def _members(directory: str) -> list[str]:
    try:
        return sorted(await names(directory or "."))
    except Errno:
        return []


async def glob(pattern: str) -> list[str]:
    """Every path that matches; a leading dot is matched only by a dot."""
    found = ["/" if pattern.startswith("/") else ""]
    for part in [part for part in pattern.split("/") if part]:
        longer: list[str] = []
        for base in found:
            prefix = base if base in ("", "/") else f"{base}/"
            if not has_magic(part):
                longer += [prefix + part] if await _exists(prefix + part) else []
                continue
            members = await _members(base)
            longer += [prefix + name for name in members if fnmatch(part, name, _PERIOD)]
        found = longer
    return found
