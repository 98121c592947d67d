"""pw(8): users.

Models usr.sbin/pw/pw_user.c; leaves out dates (-e, -p), -D, -w, mail to new users, crontabs and NIS.
"""

from __future__ import annotations

import re
from dataclasses import replace

from simbsd.lib.crypt import new_password
from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_NOUSER, EX_OSFILE, EX_SOFTWARE, EX_USAGE
from simbsd.lib.files import access, stat, unlink
from simbsd.lib.grp import Group, getgrent_all, getgrgid, getgrnam
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, getpwent_all, getpwnam, getpwuid
from simbsd.lib.readpassphrase import ask
from simbsd.lib.stdio import decode
from simbsd.lib.unistd import isatty, read
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT, X_OK
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_sbin.pw.database import (
    Request,
    check_id,
    check_name,
    edit_groups,
    edit_users,
    failed,
    join,
    next_gid,
    next_uid,
    pw_make,
    pw_make_v7,
)
from simbsd.usr_sbin.pw.group import create
from simbsd.usr_sbin.pw.home import make_home, make_mail, remove_home

FAKE = Passwd("nobody", "*", 0xFFFFFFFF, 0xFFFFFFFF, "User &", "/nonexistent", "/bin/sh")
SHELL_PLACES = ("/bin", "/usr/bin", "/usr/local/bin")
NONE = "[None]"
MAIL = "/var/mail"


async def _named(request: Request) -> tuple[str | None, int]:
    text = request.get("u")
    return request.get("n") or request.name, await check_id(request.err, text) if text is not None else request.id


async def _find(request: Request, fatal: bool = True) -> Passwd | None:
    """The account that is meant, by name or by number."""
    text = request.get("u")
    name = request.get("n") or request.name
    uid = request.id
    if text is not None and name is None:
        uid = await check_id(request.err, text)
    if uid < 0 and name is None:
        await request.err.errx(EX_DATAERR, "username or id required")
    user = await getpwnam(await check_name(request.err, name)) if name is not None else await getpwuid(uid)
    if user is None and fatal:
        await request.err.errx(EX_NOUSER, f"no such uid `{uid}'" if name is None else f"no such user `{name}'")
    return user


async def _print(user: Passwd, request: Request) -> None:
    """An account as its line, with -7 the old one, with -P for people (print_user)."""
    if not request.has("P"):
        await printf((pw_make_v7 if request.has("7") else pw_make)(user) + "\n")
        return
    parts = [part for part in user.pw_gecos.split(",", 3) if part]
    name, office, work, home = (*parts, *("User &", NONE, NONE, NONE)[len(parts) :])
    login = user.pw_name[:1].upper() + user.pw_name[1:]
    name = name.replace("&", login, 1)
    group = await getgrgid(user.pw_gid)
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
    groups = [entry.gr_name for entry in await getgrent_all() if user.pw_name in entry.gr_mem]
    await printf(text + (f"    Groups: {','.join(groups)}\n" if groups else ""))


async def show(request: Request) -> int:
    """pw usershow."""
    if request.has("a"):
        for user in await getpwent_all():
            await _print(user, request)
        return 0
    await _print(await _find(request, fatal=not request.has("F")) or FAKE, request)
    return 0


async def next_(request: Request) -> int:
    """pw usernext: the next uid and gid."""
    await printf(f"{await _uid(request, -1)}:{await next_gid()}\n")
    return 0


async def _uid(request: Request, wanted: int) -> int:
    if wanted >= 0:
        if await getpwuid(wanted) is not None and not request.has("o"):
            await request.err.errx(EX_DATAERR, f"uid `{wanted}' has already been allocated")
        return wanted
    found = await next_uid()
    if found is None:
        await request.err.errx(EX_SOFTWARE, "unable to allocate a new uid - range fully used")
    return found


async def _group(request: Request, text: str) -> Group:
    """A group by name or number (group_from_name_or_id)."""
    group = await getgrnam(text)
    if group is None and is_number(text):
        group = await getgrgid(to_int(text))
    if group is None:
        await request.err.errx(EX_NOUSER, f"group `{text}' does not exist")
    return group


async def _groups(request: Request) -> list[str] | None:
    """-G: the groups to be a member of, or None."""
    text = request.get("G")
    if text is None:
        return None
    return [(await _group(request, word)).gr_name for word in re.split("[, \t]", text) if word]


async def _gid(request: Request, name: str, uid: int) -> int:
    """The primary group: -g, the one of the user's name, or a new one of that name (pw_gidpolicy)."""
    text = request.get("g")
    if text:
        return (await _group(request, text)).gr_gid
    existing = await getgrnam(name)
    if existing is not None:
        return existing.gr_gid
    free = await next_gid()
    if request.has("N") and free is not None:
        return free
    gid = uid if await getgrgid(uid) is None else free
    if gid is None:
        await request.err.errx(EX_SOFTWARE, "unable to allocate a new gid - range fully used")
    await create(request, name, gid, "")
    return gid


async def _shell(request: Request, text: str) -> str:
    """A path as it is, a name where such a shell stands (shell_path)."""
    if not text or text.startswith("/"):
        return text
    for place in SHELL_PLACES:
        try:
            await access(f"{place}/{text}", X_OK)
        except Errno:
            continue
        return f"{place}/{text}"
    await request.err.errx(EX_OSFILE, f"can't find shell `{text}' in shell paths")


async def _password(request: Request, now: str, name: str, new: bool) -> str:
    """-h and -H: a descriptor with the password, or ``-h -`` for none that would match (pw_set_passwd)."""
    if request.has("h") and request.has("H"):
        await request.err.errx(EX_USAGE, "'-h' and '-H' are mutually exclusive options")
    if request.get("h") == "-":
        return "*"
    letter = "h" if request.has("h") else "H"
    text = request.get(letter)
    if text is None:
        return now
    if text == "-":
        await request.err.errx(EX_USAGE, "-H expects a file descriptor")
    fd = await check_id(request.err, text)
    try:
        line = await _secret(fd, letter, name, new)
    except Errno as error:
        await failed(request.err, EX_IOERR, f"-{letter} file descriptor", error)
    if not line:
        await request.err.errx(EX_DATAERR, f"empty password read on file descriptor {fd}")
    if letter == "h":
        return await new_password(line)
    if ":" in line:
        await request.err.errx(EX_DATAERR, "bad encrypted password")
    return line


async def _secret(fd: int, letter: str, name: str, new: bool) -> str:
    """A line from a descriptor; of a terminal it is asked for, and not shown."""
    if not await isatty(fd):
        return re.split("[\r\n]", decode(await read(fd, 127)))[0]
    kind = "encrypted " if letter == "H" else ""
    return await ask(f"{'' if new else 'new '}{kind}password for user {name}:") or ""


async def _edit(request: Request, old: str | None, new: Passwd | None) -> None:
    try:
        await edit_users(old, new)
    except Errno as error:
        await failed(request.err, EX_IOERR, "passwd file update", error)


async def add(request: Request) -> int:
    """pw useradd."""
    await request.check_root()
    name, wanted = await _named(request)
    if name is None:
        await request.err.errx(EX_DATAERR, "user name or id required" if wanted < 0 else "login name required")
    await check_name(request.err, name)
    groups = await _groups(request) or []
    if await getpwnam(name) is not None:
        await request.err.errx(EX_DATAERR, f"login name `{name}' already exists")
    comment = await check_name(request.err, request.get("c") or "User &", comment=True)
    base = (request.get("b") or "/home").rstrip("/")
    shell = await _shell(request, request.get("s") or "sh")
    uid = await _uid(request, wanted)
    password = await _password(request, "*", name, new=True)
    gid = await _gid(request, name, uid)
    home = request.get("d") or f"{base}/{name}"
    user = Passwd(name, password, uid, gid, comment, home, shell, request.get("L") or "")
    if uid == 0 and name != "root":
        await request.err.warnx(f"WARNING: new account `{name}' has a uid of 0 (superuser access!)")
    if request.has("N"):
        await _print(user, request)
        return 0
    await _edit(request, None, user)
    for group_name in groups:
        group = await getgrnam(group_name)
        if group is not None:
            await join(group, name)
    await make_mail(f"{MAIL}/{name}", user)
    if request.has("m"):
        await make_home(request, user)
    return 0


async def delete(request: Request) -> int:
    """pw userdel: the account, its own group if nobody else is in it, its memberships and mail; with -r its home."""
    user = await _find(request)
    assert user is not None
    if user.pw_name == "root":
        await request.err.errx(EX_DATAERR, "cannot remove user 'root'")
    primary = await getgrgid(user.pw_gid)
    try:
        await edit_users(user.pw_name, None)
        for group in await getgrent_all():
            own = primary is not None and group.gr_name == user.pw_name == primary.gr_name
            if own and not group.gr_mem:
                await edit_groups(group.gr_name, None)
            elif user.pw_name in group.gr_mem:
                rest = tuple(name for name in group.gr_mem if name != user.pw_name)
                await edit_groups(group.gr_name, replace(group, gr_mem=rest))
    except Errno as error:
        await failed(request.err, EX_IOERR, "passwd update", error)
    try:
        await unlink(f"{MAIL}/{user.pw_name}")
    except Errno:
        pass
    if request.has("r") and user.pw_dir.startswith("/") and await getpwuid(user.pw_uid) is None:
        await remove_home(user)
    return 0


async def modify(request: Request) -> int:
    """pw usermod."""
    await request.check_root()
    old = await _find(request)
    assert old is not None
    groups = await _groups(request)
    user = await _changed(request, old)
    if request.has("N"):
        await _print(user, request)
        return 0
    if user != old:
        await _edit(request, old.pw_name, user)
    try:
        for group in await getgrent_all() if groups is not None or user.pw_name != old.pw_name else []:
            await _membership(group, old.pw_name, user.pw_name, groups)
    except Errno as error:
        await failed(request.err, EX_IOERR, "group update", error)
    if request.has("m"):
        await make_home(request, user)
    return 0


async def _membership(group: Group, old: str, new: str, groups: list[str] | None) -> None:
    """What becomes of one group when the user's groups are replaced, or the user is renamed."""
    members = list(group.gr_mem)
    if groups is None:
        members = [new if name == old else name for name in members]
    else:
        members = [name for name in members if name != old] + [new] * (group.gr_name in groups)
    if members != list(group.gr_mem):
        await edit_groups(group.gr_name, replace(group, gr_mem=tuple(members)))


async def _changed(request: Request, user: Passwd) -> Passwd:
    """The account as the options want it."""
    new_name, uid_text, group_text = request.get("l"), request.get("u"), request.get("g")
    if new_name is not None:
        if user.pw_name == "root":
            await request.err.errx(EX_DATAERR, "can't rename `root' account")
        user = replace(user, pw_name=await check_name(request.err, new_name))
    if uid_text is not None and (request.name is not None or request.has("n")):
        uid = await check_id(request.err, uid_text)
        if uid != 0 and user.pw_name == "root":
            await request.err.errx(EX_DATAERR, "can't change uid of `root' account")
        if uid == 0 and uid != user.pw_uid and user.pw_name != "root":
            await request.err.warnx(f"WARNING: account `{user.pw_name}' will have a uid of 0 (superuser access!)")
        user = replace(user, pw_uid=uid)
    if group_text is not None and user.pw_uid != 0:
        user = replace(user, pw_gid=(await _group(request, group_text)).gr_gid)
    for letter, field in (("L", "pw_class"), ("c", "pw_gecos"), ("d", "pw_dir"), ("s", "pw_shell")):
        text = request.get(letter)
        if text is not None:
            text = await check_name(request.err, text, comment=True) if letter == "c" else text
            text = await _shell(request, text) if letter == "s" else text
            user = replace(user, **{field: text})  # type: ignore[arg-type]
    if request.has("d"):
        await _check_home(request, user)
    return replace(user, pw_passwd=await _password(request, user.pw_passwd, user.pw_name, new=False))


async def _check_home(request: Request, user: Passwd) -> None:
    try:
        info = await stat(user.pw_dir)
    except Errno as error:
        if error.errno == ENOENT and not request.has("m"):
            await request.err.warnx(f"WARNING: home `{user.pw_dir}' does not exist")
        return
    if info.st_mode & S_IFMT != S_IFDIR:
        await request.err.warnx(f"WARNING: home `{user.pw_dir}' is not a directory")


LOCKED = "*LOCKED*"


async def lock(request: Request) -> int:
    """pw lock: a password that nothing matches, and that can be given back."""
    return await _lock(request, locking=True)


async def unlock(request: Request) -> int:
    """pw unlock."""
    return await _lock(request, locking=False)


async def _lock(request: Request, locking: bool) -> int:
    await request.check_root()
    if request.name is None and request.id < 0:
        await request.err.errx(EX_DATAERR, "username or id required")
    user = await getpwnam(request.name) if request.name is not None else await getpwuid(request.id)
    if user is None:
        await request.err.errx(EX_NOUSER, f"no such user `{request.name if request.id < 0 else request.id}'")
    if user.pw_passwd.startswith(LOCKED) == locking:
        await request.err.errx(EX_DATAERR, f"user '{user.pw_name}' is {'already' if locking else 'not'} locked")
    password = LOCKED + user.pw_passwd if locking else user.pw_passwd.removeprefix(LOCKED)
    await _edit(request, user.pw_name, replace(user, pw_passwd=password))
    return 0
