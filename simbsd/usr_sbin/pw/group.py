"""pw(8): groups.

Models usr.sbin/pw/pw_group.c; leaves out NIS.
"""

from __future__ import annotations

import re
from dataclasses import replace

from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_NOUSER, EX_SOFTWARE
from simbsd.lib.grp import Group
from simbsd.lib.printf import printf
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_sbin.pw.conf import Userconf
from simbsd.usr_sbin.pw.database import Request, check_id, check_name, edit_groups, failed, gr_make, next_id
from simbsd.usr_sbin.pw.secret import NO_ACCESS, from_descriptor

NOBODY = Group("nogroup", "*", 0xFFFFFFFF, ())
NOT_GIVEN = -1 % (1 << 64)  # how an id that was not given is logged


async def _named(request: Request) -> tuple[str | None, int]:
    """The group that is meant, by name or by number."""
    text = request.get("g")
    return request.get("n") or request.name, await check_id(request.err, text) if text is not None else request.id


async def _find(request: Request, fatal: bool = True) -> Group | None:
    name, number = await _named(request)
    if name is None and number < 0:
        await request.err.errx(EX_DATAERR, "groupname or id required")
    group = await request.group(name) if name is not None else await request.group_of(number)
    if group is None and fatal:
        await request.err.errx(EX_DATAERR, f"unknown gid `{number}'" if name is None else f"unknown group `{name}'")
    return group


async def _members(request: Request, group: Group, text: str) -> Group:
    """The group with more members; each must be an account."""
    for word in filter(None, re.split("[, \t]", text)):
        user = await request.user(word)
        if user is None and is_number(word[:1]):
            found = re.match("[0-9]+", word)
            user = await request.user_of(to_int(found.group())) if found else None
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
        for group in await request.groups():
            await show_one(group, request.has("P"))
        return 0
    await show_one(await _find(request, fatal=not request.has("F")) or NOBODY, request.has("P"))
    return 0


async def next_gid(request: Request, conf: Userconf) -> int:
    """The next gid that a group can have (gr_gidpolicy)."""
    used = [group.gr_gid for group in await request.groups()]
    found = next_id(used, conf.min_gid, conf.max_gid, conf.reuse_gids)
    if found is None:
        await request.err.errx(EX_SOFTWARE, "unable to allocate a new gid - range fully used")
    return found


async def number(request: Request, conf: Userconf, wanted: int) -> int:
    """The gid that was asked for, if it is free (-o: in any case), or the next one."""
    if wanted <= 0:
        return await next_gid(request, conf)
    if await request.group_of(wanted) is not None and not request.has("o"):
        await request.err.errx(EX_DATAERR, f"gid `{wanted}' has already been allocated")
    return wanted


async def next_(request: Request) -> int:
    """pw groupnext; with -q it prints nothing."""
    following = await next_gid(request, await request.conf())
    if not request.has("q"):
        await printf(f"{following}\n")
    return following & 0xFF if request.has("q") else 0


async def add(request: Request) -> int:
    """pw groupadd."""
    name, wanted = await _named(request)
    if name is None:
        await request.err.errx(EX_DATAERR, "group name required")
    if await request.group(name) is not None:
        await request.err.errx(EX_DATAERR, f"group name `{name}' already exists")
    conf = await request.conf()
    return await create(request, conf, name, await number(request, conf, wanted), request.get("M"))


async def create(request: Request, conf: Userconf, name: str, gid: int, members: str | None) -> int:
    """Make a group (groupadd)."""
    group = Group(await check_name(request.err, name), NO_ACCESS, gid, ())
    if request.verb == "groupadd":
        group = replace(group, gr_passwd=await from_descriptor(request, f"Password for group {name}:", NO_ACCESS))
    group = await _members(request, group, members or "")
    if request.has("N"):
        await show_one(group, request.has("P"))
        return 0
    await _edit(request, None, group)
    await request.log(conf, f"{name}({gid})", "groupadd")
    return 0


async def _edit(request: Request, old: str | None, new: Group | None) -> None:
    try:
        await edit_groups(old, new, request.etc)
    except Errno as error:
        await failed(request.err, EX_IOERR, "group update", error)


async def delete(request: Request) -> int:
    """pw groupdel. The log tells what the command named, as pw_group_del does, not what was found."""
    group = await _find(request)
    assert group is not None
    name, gid = await _named(request)
    await _edit(request, group.gr_name, None)
    shown = name if name is not None else "(null)"
    await request.log(await request.conf(), f"{shown}({gid if gid >= 0 else NOT_GIVEN}) removed")
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
    prompt = f"New password for group {group.gr_name}:"
    group = replace(group, gr_passwd=await from_descriptor(request, prompt, group.gr_passwd))
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
    await request.log(await request.conf(), f"{group.gr_name}({group.gr_gid})")
    return 0
