"""File flags as text.

Models lib/libc/gen/strtofflags.c.
"""

from __future__ import annotations

import re

from simbsd.sys.fcntl import (
    SF_APPEND,
    SF_ARCHIVED,
    SF_IMMUTABLE,
    SF_NOUNLINK,
    UF_APPEND,
    UF_ARCHIVE,
    UF_HIDDEN,
    UF_IMMUTABLE,
    UF_NODUMP,
    UF_NOUNLINK,
    UF_OFFLINE,
    UF_OPAQUE,
    UF_READONLY,
    UF_REPARSE,
    UF_SPARSE,
    UF_SYSTEM,
)

# The first name of each flag is the one that is printed; the others are understood.
NAMES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (SF_APPEND, ("sappnd", "sappend")),
    (SF_ARCHIVED, ("arch", "archived")),
    (SF_IMMUTABLE, ("schg", "schange", "simmutable")),
    (SF_NOUNLINK, ("sunlnk", "sunlink")),
    (UF_APPEND, ("uappnd", "uappend")),
    (UF_ARCHIVE, ("uarch", "uarchive")),
    (UF_HIDDEN, ("hidden", "uhidden")),
    (UF_IMMUTABLE, ("uchg", "uchange", "uimmutable")),
    (UF_NODUMP, ("nodump",)),
    (UF_NOUNLINK, ("uunlnk", "uunlink")),
    (UF_OFFLINE, ("offline", "uoffline")),
    (UF_OPAQUE, ("opaque",)),
    (UF_READONLY, ("rdonly", "urdonly", "readonly", "ureadonly")),
    (UF_REPARSE, ("reparse", "ureparse")),
    (UF_SPARSE, ("sparse", "usparse")),
    (UF_SYSTEM, ("system", "usystem")),
)


def fflagstostr(flags: int) -> str:
    """The flags' names, comma separated, in the table's order; empty for none."""
    return ",".join(names[0] for bit, names in NAMES if flags & bit)


def strtofflags(text: str, flags: int) -> int | None:
    """Apply words such as ``schg`` or ``noschg`` to ``flags``; None when a word is unknown."""
    for word in filter(None, re.split("[\t ,]", text)):
        if word in ("nodump", "dump"):
            flags = flags | UF_NODUMP if word == "nodump" else flags & ~UF_NODUMP
            continue
        clear = word.startswith("no")
        name = word[2:] if clear else word
        bit = next((bit for bit, names in NAMES if name in names), None)
        if bit is None:
            return None
        flags = flags & ~bit if clear else flags | bit
    return flags
