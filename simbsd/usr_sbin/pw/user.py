"""pw(8): users shown, removed, and locked.

Models pw_user_show(), pw_user_next(), pw_user_del() and pw_userlock() in usr.sbin/pw/pw_user.c; leaves out crontabs,
at(1)'s jobs and NIS.
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_NOPERM, EX_NOUSER
from simbsd.lib.files import lstat, unlink
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd
from simbsd.lib.unistd import geteuid
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import Errno
from simbsd.usr_sbin.pw import policy
from simbsd.usr_sbin.pw.database import (
    Request,
    check_id,
    check_name,
    edit_groups,
    edit_users,
    failed,
    pw_make,
    pw_make_v7,
)
from simbsd.usr_sbin.pw.group import next_ as next_group
from simbsd.usr_sbin.pw.home import remove_home

FAKE = Passwd("nouser", "*", 0xFFFFFFFF, 0xFFFFFFFF, "User &", "/nonexistent", "/bin/sh")
NONE = "[None]"
MAIL = "/var/mail"
LOCKED = "*LOCKED*"
NO_UID = 0xFFFFFFFF


async def find(request: Request, fatal: bool = True) -> Passwd | None:
    """The account that is meant, by name or by number."""
    text = request.get("u")
    name = request.get("n") or request.name
    uid = await check_id(request.err, text) if text is not None else request.id
    if uid < 0 and name is None:
        await request.err.errx(EX_DATAERR, "username or id required")
    if name is not None:
        user = await request.user(await check_name(request.err, name))
    else:
        user = await request.user_of(uid)
    if user is None and fatal:
        await request.err.errx(EX_NOUSER, f"no such uid `{uid}'" if name is None else f"no such user `{name}'")
    return user


async def print_user(user: Passwd, request: Request) -> None:
    """An account as its line, with -7 the old one, with -P for people."""
    if not request.has("P"):
        await printf((pw_make_v7 if request.has("7") else pw_make)(user) + "\n")
        return
    parts = [part for part in user.pw_gecos.split(",", 3) if part]
    name, office, work, home = (*parts, *("User &", NONE, NONE, NONE)[len(parts) :])
    login = user.pw_name[:1].upper() + user.pw_name[1:]
    name = name.replace("&", login, 1)
    group = await request.group_of(user.pw_gid)
    expire = ctime(user.pw_expire) if user.pw_expire else NONE
    change = ctime(user.pw_change) if user.pw_change else NONE
    text = (
        f"Login Name: {user.pw_name:<15}   #{user.pw_uid:<12} Group: {group.gr_name if group else '(invalid)':<15}"
        f"   #{user.pw_gid}\n Full Name: {name}\n"
        f"      Home: {user.pw_dir[:26]:<26}      Class: {user.pw_class}\n"
        f"     Shell: {user.pw_shell[:26]:<26}     Office: {office}\n"
        f"Work Phone: {work[:26]:<26} Home Phone: {home}\n"
        f"Acc Expire: {expire[:26]:<26} Pwd Expire: {change}\n"
    )
    groups = [entry.gr_name for entry in await request.groups() if user.pw_name in entry.gr_mem]
    await printf(text + (f"    Groups: {','.join(groups)}\n" if groups else ""))


async def show(request: Request) -> int:
    """pw usershow."""
    if request.has("a"):
        for user in await request.users():
            await print_user(user, request)
        return 0
    await print_user(await find(request, fatal=not request.has("F")) or FAKE, request)
    return 0


async def next_(request: Request) -> int:
    """pw usernext: the next uid and gid."""
    await printf(f"{await policy.uid(request, await request.conf(), -1)}:")
    await next_group(request)
    return 0


async def edit(request: Request, old: str | None, new: Passwd | None) -> None:
    """Change the account files, or complain."""
    try:
        await edit_users(old, new, request.etc)
    except Errno as error:
        await failed(request.err, EX_IOERR, "passwd file update" if new else "passwd update", error)


async def delete(request: Request) -> int:
    """pw userdel: the account, its own group if nobody else is in it, its memberships and mail; with -r its home."""
    user = await find(request)
    assert user is not None
    conf = await request.conf()
    if user.pw_name == "root":
        await request.err.errx(EX_DATAERR, "cannot remove user 'root'")
    primary = await request.group_of(user.pw_gid)
    await edit(request, user.pw_name, None)
    for group in await request.groups():
        own = primary is not None and group.gr_name == user.pw_name == primary.gr_name
        if own and not group.gr_mem:
            await edit_groups(group.gr_name, None, request.etc)
        elif user.pw_name in group.gr_mem:
            rest = tuple(name for name in group.gr_mem if name != user.pw_name)
            await edit_groups(group.gr_name, replace(group, gr_mem=rest), request.etc)
    await request.log(conf, f"{user.pw_name}({user.pw_uid}) account removed")
    if request.alternate != "V":
        await _remove_files(request, user)
    return 0


async def _remove_files(request: Request, user: Passwd) -> None:
    try:
        await unlink(f"{request.root}{MAIL}/{user.pw_name}")
    except Errno:
        pass
    home = request.root + user.pw_dir
    if not (request.has("r") and user.pw_dir.startswith("/") and await request.user_of(user.pw_uid) is None):
        return
    if await _exists(home):
        await remove_home(home, user.pw_uid)
        how = "not completely " if await _exists(home) else ""
        await request.log(await request.conf(), f"{user.pw_name}({user.pw_uid}) home '{user.pw_dir}' {how}removed")


async def _exists(path: str) -> bool:
    try:
        await lstat(path)
    except Errno:
        return False
    return True


async def lock(request: Request) -> int:
    """pw lock: a password that nothing matches, and that can be given back."""
    return await _lock(request, locking=True)


async def unlock(request: Request) -> int:
    """pw unlock."""
    return await _lock(request, locking=False)


async def _lock(request: Request, locking: bool) -> int:
    if await geteuid() != 0:
        await request.err.errx(EX_NOPERM, "you must be root")
    if request.name is None and request.id < 0:
        await request.err.errx(EX_DATAERR, "username or id required")
    name = request.name if request.name is not None else str(request.id)
    user = await request.user(await check_name(request.err, name))
    if user is None and request.id >= 0:
        user = await request.user_of(request.id)
    if user is None:
        nobody = f"no such name or uid `{NO_UID}'" if request.id < 0 else f"no such user `{name}'"
        await request.err.errx(EX_NOUSER, nobody)
    if user.pw_passwd.startswith(LOCKED) == locking:
        await request.err.errx(EX_DATAERR, f"user '{user.pw_name}' is {'already' if locking else 'not'} locked")
    password = LOCKED + user.pw_passwd if locking else user.pw_passwd.removeprefix(LOCKED)
    await edit(request, user.pw_name, replace(user, pw_passwd=password))
    return 0
