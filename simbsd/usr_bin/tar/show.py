"""One member as a long listing shows it.

Models contrib/libarchive/tar/util.c (list_item_verbose).
"""

from __future__ import annotations

from simbsd.lib.mode import strmode
from simbsd.lib.strftime import strftime
from simbsd.usr_bin.tar.entry import Entry

HALF_YEAR = 365 * 86400 // 2


def describe(entry: Entry, widths: list[int], now: int) -> str:
    """A member as ``ls -l`` would print it; columns widen as they must (list_item_verbose). An archive does not say how
    many links a file has: 0."""
    user, group, size = entry.uname or f"{entry.uid} ", entry.gname or str(entry.gid), str(entry.size)
    widths[0] = max(widths[0], len(user))
    if len(group) + len(size) >= widths[1]:
        widths[1] = len(group) + len(size) + 1
    recent = now - HALF_YEAR <= entry.mtime <= now + HALF_YEAR
    when = strftime("%b %e %H:%M" if recent else "%b %e  %Y", entry.mtime)
    owners = f"{user:<{widths[0]}} {group}{size:>{widths[1] - len(group)}}"
    text = f"{strmode(entry.mode)} {entry.nlink} {owners} {when} {entry.path}"
    if entry.hard:
        return f"{text} link to {entry.link}"
    return f"{text} -> {entry.link}" if entry.link else text
