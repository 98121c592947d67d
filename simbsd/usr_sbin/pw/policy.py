"""pw(8): numbers, groups, homes and shells as the configuration wants them.

Models pw_uidpolicy(), pw_gidpolicy(), pw_homepolicy() and shell_path() in usr.sbin/pw/pw_user.c.
"""

from __future__ import annotations

import re

from simbsd.lib.err import EX_CONFIG, EX_DATAERR, EX_NOUSER, EX_SOFTWARE
from simbsd.lib.files import access
from simbsd.lib.grp import Group
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import X_OK
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_sbin.pw.conf import Userconf
from simbsd.usr_sbin.pw.database import Request, check_id, next_id
from simbsd.usr_sbin.pw.group import create, next_gid


async def uid(request: Request, conf: Userconf, wanted: int) -> int:
    """The uid that was asked for, if it is free (-o: in any case), or the next one."""
    if wanted >= 0:
        if await request.user_of(wanted) is not None and not request.has("o"):
            await request.err.errx(EX_DATAERR, f"uid `{wanted}' has already been allocated")
        return wanted
    used = [user.pw_uid for user in await request.users()]
    found = next_id(used, conf.min_uid, conf.max_uid, conf.reuse_uids)
    if found is None:
        await request.err.errx(EX_SOFTWARE, "unable to allocate a new uid - range fully used")
    return found


async def group_from_name_or_id(request: Request, text: str) -> Group:
    """A group by name or number."""
    group = await request.group(text)
    if group is None and is_number(text):
        group = await request.group_of(to_int(text))
    if group is None:
        await request.err.errx(EX_NOUSER, f"group `{text}' does not exist")
    return group


async def split_groups(request: Request, text: str) -> tuple[str, ...]:
    """-G: the names of groups, by name or number."""
    words = filter(None, re.split("[, \t]", text))
    return tuple([(await group_from_name_or_id(request, word)).gr_name for word in words])


async def gid(request: Request, conf: Userconf, wanted: str | None, name: str, number: int) -> int:
    """The primary group: the wanted one, the one of the user's name, or a new one of that name, of the user's own
    number if it is free.
    """
    if wanted is not None:
        group = await request.group(wanted)
        if group is None:
            group = await request.group_of(await check_id(request.err, wanted))
        if group is None:
            await request.err.errx(EX_NOUSER, f"group `{wanted}' does not exist")
        return group.gr_gid
    existing = await request.group(name)
    if existing is not None:
        return existing.gr_gid
    if request.has("N"):
        return await next_gid(request, conf)
    free = number if await request.group_of(number) is None else await next_gid(request, conf)
    await create(request, conf, name, free, None)
    return free


async def shell_path(request: Request, places: str, text: str) -> str:
    """A path, or nothing, as it is; a name where such a shell stands."""
    if not text or text.startswith("/"):
        return text
    for place in filter(None, re.split("[: \t\r\n]", places)):
        try:
            await access(f"{place}/{text}", X_OK)
        except Errno:
            continue
        return f"{place}/{text}"
    await request.err.errx(EX_CONFIG, "no default shell available or defined")
