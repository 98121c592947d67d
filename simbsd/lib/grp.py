"""The group file: groups by name and by number.

Models lib/libc/gen/getgrent.c and getgrouplist.c with the ``files`` source only; leaves out caching and NIS.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.pwd import read_file
from simbsd.sys.strtol import is_number, to_int

GROUP = "/etc/group"
FIELDS = 4


@dataclass(frozen=True, slots=True)
class Group:
    """One group and the names of its members."""

    gr_name: str
    gr_passwd: str
    gr_gid: int
    gr_mem: tuple[str, ...]


def parse_group(line: str) -> Group | None:
    """One line of group(5); None for a comment or a malformed line."""
    words = line.split(":")
    if line.startswith("#") or len(words) != FIELDS or not words[0] or not is_number(words[2]):
        return None
    return Group(words[0], words[1], to_int(words[2]), tuple(name for name in words[3].split(",") if name))


async def getgrent_all() -> list[Group]:
    """Every group, in the file's order."""
    text = await read_file(GROUP)
    return [entry for entry in map(parse_group, text.splitlines()) if entry is not None]


async def getgrnam(name: str) -> Group | None:
    """The first group of a name, or None."""
    return next((entry for entry in await getgrent_all() if entry.gr_name == name), None)


async def getgrgid(gid: int) -> Group | None:
    """The first group of a group id, or None."""
    return next((entry for entry in await getgrent_all() if entry.gr_gid == gid), None)


async def getgrouplist(name: str, gid: int) -> list[int]:
    """The groups of an account: ``gid`` first, then those that name it as a member, each once."""
    groups = [gid]
    for entry in await getgrent_all():
        if name in entry.gr_mem and entry.gr_gid not in groups:
            groups.append(entry.gr_gid)
    return groups
