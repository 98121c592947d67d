"""pw(8): groups.

Models usr.sbin/pw/pw_group.c; leaves out group passwords (-h, -H) and NIS.
"""

from __future__ import annotations

import re
from dataclasses import replace

from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_NOUSER, EX_SOFTWARE
from simbsd.lib.grp import Group, getgrent_all, getgrgid, getgrnam
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_sbin.pw.database import Request, check_id, check_name, edit_groups, failed, gr_make, next_gid

NOBODY = Group("nogroup", "*", 0xFFFFFFFF, ())


async def _named(request: Request) -> tuple[str | None, int]:
    """The group that is meant, by name or by number."""
    text = request.get("g")
    return request.get("n") or request.name, await check_id(request.err, text) if text is not None else request.id


async def _find(request: Request, fatal: bool = True) -> Group | None:
    name, number = await _named(request)
    if name is None and number < 0:
        await request.err.errx(EX_DATAERR, "groupname or id required")
    group = await getgrnam(name) if name is not None else await getgrgid(number)
    if group is None and fatal:
        await request.err.errx(EX_DATAERR, f"unknown gid `{number}'" if name is None else f"unknown group `{name}'")
    return group


async def _members(request: Request, group: Group, text: str) -> Group:
    """The group with more members; each must be an account."""
    for word in filter(None, re.split("[, \t]", text)):
        user = await getpwnam(word)
        if user is None and is_number(word[:1]):
            found = re.match("[0-9]+", word)
            user = await getpwuid(to_int(found.group())) if found else None
        if user is None:
            await request.err.errx(EX_NOUSER, f"user `{word}' does not exist")
        if user.pw_name not in group.gr_mem:
            group = replace(group, gr_mem=(*group.gr_mem, user.pw_name))
    return group


async def show_one(group: Group, pretty: bool) -> None:
    """Print a group as its line, or with -P for people (print_group)."""
    if pretty:
        members = ",".join(group.gr_mem)
        await printf(f"Group Name: {group.gr_name:<15}   #{group.gr_gid}\n   Members: {members}\n\n")
    else:
        await printf(gr_make(group) + "\n")


async def show(request: Request) -> int:
    """pw groupshow."""
    if request.has("a"):
        for group in await getgrent_all():
            await show_one(group, request.has("P"))
        return 0
    await show_one(await _find(request, fatal=not request.has("F")) or NOBODY, request.has("P"))
    return 0


async def number(request: Request, wanted: int) -> int:
    """The gid that was asked for, if it is free, or the next one (gr_gidpolicy)."""
    if wanted > 0:
        if await getgrgid(wanted) is not None and not request.has("o"):
            await request.err.errx(EX_DATAERR, f"gid `{wanted}' has already been allocated")
        return wanted
    found = await next_gid()
    if found is None:
        await request.err.errx(EX_SOFTWARE, "unable to allocate a new gid - range fully used")
    return found


async def next_(request: Request) -> int:
    """pw groupnext."""
    await printf(f"{await number(request, -1)}\n")
    return 0


async def add(request: Request) -> int:
    """pw groupadd."""
    name, wanted = await _named(request)
    if name is None:
        await request.err.errx(EX_DATAERR, "group name required")
    if await getgrnam(name) is not None:
        await request.err.errx(EX_DATAERR, f"group name `{name}' already exists")
    return await create(request, name, await number(request, wanted), request.get("M") or "")


async def create(request: Request, name: str, gid: int, members: str) -> int:
    """Make a group (groupadd)."""
    group = Group(await check_name(request.err, name), "*", gid, ())
    group = await _members(request, group, members)
    if request.has("N"):
        await show_one(group, request.has("P"))
        return 0
    if await getgrnam(name) is not None:
        await request.err.errx(EX_IOERR, f"group '{name}' already exists")
    await _edit(request, None, group)
    return 0


async def _edit(request: Request, old: str | None, new: Group | None) -> None:
    try:
        await edit_groups(old, new)
    except Errno as error:
        await failed(request.err, EX_IOERR, "group update", error)


async def delete(request: Request) -> int:
    """pw groupdel."""
    group = await _find(request)
    assert group is not None
    await _edit(request, group.gr_name, None)
    return 0


async def modify(request: Request) -> int:
    """pw groupmod: -M replaces the members, -d takes some away, -m adds some, -l renames, -g renumbers."""
    old = await _find(request)
    assert old is not None
    _, gid = await _named(request)
    new_name, text = request.get("l"), request.get("M")
    group = replace(old, gr_gid=gid) if gid > 0 else old
    if new_name is not None:
        group = replace(group, gr_name=await check_name(request.err, new_name))
    if text is not None:
        group = await _members(request, replace(group, gr_mem=()), text)
    elif (text := request.get("d")) is not None:
        gone = re.split("[, \t]", text)
        group = replace(group, gr_mem=tuple(name for name in group.gr_mem if name not in gone))
    elif (text := request.get("m")) is not None:
        group = await _members(request, group, text)
    if request.has("N"):
        await show_one(group, request.has("P"))
        return 0
    await _edit(request, old.gr_name, group)
    return 0
