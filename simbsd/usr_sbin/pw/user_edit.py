"""pw(8): users made and changed.

Models pw_user_add() and pw_user_mod() in usr.sbin/pw/pw_user.c; leaves out mail to new users and NIS.
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_OSFILE
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.pwd import Passwd
from simbsd.lib.strtonum import INT_MAX
from simbsd.lib.unistd import gettimeofday
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFDIR
from simbsd.usr_sbin.pw import policy, psdate, secret
from simbsd.usr_sbin.pw.conf import (
    DIRECTORY_MODE,
    GREATEST_ID,
    LEAST_ID,
    Userconf,
    passwd_val,
    write_userconfig,
)
from simbsd.usr_sbin.pw.database import Request, check_id, check_name, edit_groups, failed, join
from simbsd.usr_sbin.pw.home import kind, make_home, make_mail
from simbsd.usr_sbin.pw.user import MAIL, edit, find, print_user


async def _check_options(request: Request, adding: bool) -> None:
    """What is wrong with an option is told in the order in which they stand."""
    now = await gettimeofday() // 1_000_000
    for letter, text in request.options:
        if letter in ("c", "L") or (letter == "n" and adding):
            await check_name(request.err, text, comment=letter == "c")
        elif letter in ("e", "p") and not request.has("D"):
            await psdate.parse_date(request.err, now, text)
        elif letter == "g" and (text or not adding):
            await policy.group_from_name_or_id(request, text)
        elif letter == "G":
            await policy.split_groups(request, text)
        elif letter == "M":
            await _mode(request, text)
        elif letter == "k":
            await _check_skeleton(request, text)
        elif letter in ("h", "H"):
            await secret.check_fd(request, letter, text)


async def _mode(request: Request, text: str) -> int:
    try:
        return setmode(text, DIRECTORY_MODE, 0)
    except ModeError:
        await request.err.errx(EX_DATAERR, f"invalid directory creation mode '{text}'")


async def _check_skeleton(request: Request, text: str) -> None:
    found = await kind(f"{request.root}/{text}")
    if found != S_IFDIR:
        what = "does not exists" if found is None else "is not a directory"
        await request.err.errx(EX_OSFILE, f"skeleton `{text}' {what}")


async def _date(request: Request, letter: str) -> int | None:
    """Seconds since 1970 that -e or -p give."""
    text = request.get(letter)
    if text is None:
        return None
    return await psdate.parse_date(request.err, await gettimeofday() // 1_000_000, text)


async def _mixed(request: Request, conf: Userconf) -> Userconf:
    """The configuration with what the options say (mix_config)."""
    for letter, field in (("k", "dotdir"), ("b", "home"), ("s", "shell_default"), ("L", "default_class")):
        text = request.get(letter)
        if text is not None:
            conf = replace(conf, **{field: text})  # type: ignore[arg-type]
    if (text := request.get("G")) is not None:
        conf = replace(conf, groups=await policy.split_groups(request, text))
    if (text := request.get("M")) is not None:
        conf = replace(conf, homemode=await _mode(request, text))
    if (text := request.get("g")) is not None:
        group = (await policy.group_from_name_or_id(request, text)).gr_name if text else ""
        conf = replace(conf, default_group=group)
    return replace(conf, default_password=await passwd_val(request.err, request.get("w"), conf.default_password))


async def _write_defaults(request: Request, conf: Userconf) -> int:
    """-D: the options become the defaults of users to come."""
    if request.get("n") is not None or request.name is not None:
        await request.err.errx(EX_DATAERR, "can't combine `-D' with `-n name'")
    for letter, field in (("e", "expire_days"), ("p", "password_days")):
        text = request.get(letter)
        if text is not None:
            if not psdate.numerics(text):
                what = "argument must be numeric when setting defaults"
                await request.err.errx(EX_DATAERR, f"-{letter} {what}: {text}")
            conf = replace(conf, **{field: min(psdate.strtol(text), INT_MAX)})  # type: ignore[arg-type]
    for letter, field in (("u", "uid"), ("i", "gid")):
        text = request.get(letter)
        if text is not None:
            words = text.replace(",", " ").split()
            least = await check_id(request.err, words[0]) if words else LEAST_ID
            most = await check_id(request.err, words[1]) if len(words) > 1 else GREATEST_ID
            bounds = {f"min_{field}": least or LEAST_ID, f"max_{field}": most or GREATEST_ID}
            conf = replace(conf, **bounds)  # type: ignore[arg-type]
    try:
        await write_userconfig(conf, request.get("C") or f"{request.etc}/pw.conf")
    except Errno as error:
        await failed(request.err, EX_IOERR, "config update", error)
    return 0


async def add(request: Request) -> int:
    """pw useradd."""
    if request.name is not None:
        await check_name(request.err, request.name)
    await _check_options(request, adding=True)
    await request.check_root()
    base = await request.conf()
    conf = await _mixed(request, base)
    if request.has("D"):
        return await _write_defaults(request, conf)
    text = request.get("u")
    name, wanted = request.get("n") or request.name, request.id
    wanted = await check_id(request.err, text) if text is not None else wanted
    if name is None:
        await request.err.errx(EX_DATAERR, "user name or id required" if wanted < 0 else "login name required")
    if await request.user(name) is not None:
        await request.err.errx(EX_DATAERR, f"login name `{name}' already exists")
    user = await _new(request, base, conf, name, wanted)
    if request.has("N"):
        await print_user(user, request)
        return 0
    await edit(request, None, user)
    for group in [group for group in await request.groups() if group.gr_name in conf.groups]:
        await join(group, name, request.etc)
    await _log(request, conf, user)
    if request.alternate != "V":
        await make_mail(f"{request.root}{MAIL}/{name}", user)
        await _home(request, conf, user)
    return 0


async def _new(request: Request, base: Userconf, conf: Userconf, name: str, wanted: int) -> Passwd:
    """The account as configuration and options want it; a group of its own is made on the way."""
    uid = await policy.uid(request, conf, wanted)
    text = request.get("g")
    gid = await policy.gid(request, base, text if text is not None else conf.default_group, name, uid)
    home = request.get("d") or f"{conf.home}/{name}"
    shell = await policy.shell_path(request, conf.shelldir, conf.shell_default)
    password = await secret.default(request, conf.default_password, name)
    change = await _date(request, "p")
    expire = await _date(request, "e")
    if uid == 0 and name != "root":
        await request.err.warnx(f"WARNING: new account `{name}' has a uid of 0 (superuser access!)")
    password = await secret.from_descriptor(request, f"{{}}password for user {name}:", password)
    return Passwd(
        name, password, uid, gid, request.get("c") or "User &", home, shell, conf.default_class or "",
        max(change if change is not None else conf.password_days, 0),
        max(expire if expire is not None else conf.expire_days, 0),
    )  # fmt: skip


async def _log(request: Request, conf: Userconf, user: Passwd) -> None:
    group = await request.group_of(user.pw_gid)
    shown = f"{group.gr_name}({group.gr_gid})" if group else "unknown(4294967295)"
    text = f"{user.pw_name}({user.pw_uid}):{shown}:{user.pw_gecos}:{user.pw_dir}:{user.pw_shell}"
    await request.log(conf, text)


async def _home(request: Request, conf: Userconf, user: Passwd) -> None:
    """-m: the user's home directory."""
    if request.has("m") and user.pw_dir.startswith("/") and user.pw_dir != "/":
        await make_home(request, user, conf.dotdir, conf.homemode)
        await request.log(conf, f"{user.pw_name}({user.pw_uid}) home {user.pw_dir} made")


async def modify(request: Request) -> int:
    """pw usermod."""
    await _check_options(request, adding=False)
    await request.check_root()
    conf = await request.conf()
    old = await find(request)
    assert old is not None
    user = await _changed(request, conf, old)
    if request.has("N"):
        await print_user(user, request)
        return 0
    if user != old:
        await edit(request, old.pw_name, user)
    text = request.get("G")
    groups = await policy.split_groups(request, text) if text is not None else None
    if groups is not None or user.pw_name != old.pw_name:
        await _memberships(request, old.pw_name, user.pw_name, groups)
    await _log(request, conf, user)
    if request.alternate != "V":
        mode = request.get("M")
        conf = replace(conf, homemode=await _mode(request, mode)) if mode is not None else conf
        await _home(request, replace(conf, dotdir=request.get("k") or conf.dotdir), user)
    return 0


async def _memberships(request: Request, old: str, new: str, groups: tuple[str, ...] | None) -> None:
    """The groups of a user are replaced, or the user is renamed in them."""
    for group in await request.groups():
        members = list(group.gr_mem)
        if groups is None:
            members = [new if name == old else name for name in members]
        else:
            members = [name for name in members if name != old] + [new] * (group.gr_name in groups)
        if members != list(group.gr_mem):
            try:
                await edit_groups(group.gr_name, replace(group, gr_mem=tuple(members)), request.etc)
            except Errno as error:
                await failed(request.err, EX_IOERR, "group update", error)


async def _changed(request: Request, conf: Userconf, user: Passwd) -> Passwd:
    """The account as the options want it."""
    new_name = request.get("l")
    if new_name is not None:
        if user.pw_name == "root":
            await request.err.errx(EX_DATAERR, "can't rename `root' account")
        user = replace(user, pw_name=await check_name(request.err, new_name))
    user = await _renumbered(request, user)
    for letter, field in (("p", "pw_change"), ("e", "pw_expire")):
        date = await _date(request, letter)
        user = replace(user, **{field: date}) if date is not None and date >= 0 else user  # type: ignore[arg-type]
    if (shell := request.get("s")) is not None:
        user = replace(user, pw_shell=await policy.shell_path(request, conf.shelldir, shell))
    for letter, field in (("L", "pw_class"), ("d", "pw_dir"), ("c", "pw_gecos")):
        text = request.get(letter)
        user = replace(user, **{field: text}) if text is not None else user  # type: ignore[arg-type]
    if request.has("d"):
        await _check_home(request, user)
    if (way := request.get("w")) is not None:
        way = await passwd_val(request.err, way, conf.default_password)
        user = replace(user, pw_passwd=await secret.default(request, way, user.pw_name))
    prompt = f"new {{}}password for user {user.pw_name}:"
    return replace(user, pw_passwd=await secret.from_descriptor(request, prompt, user.pw_passwd))


async def _renumbered(request: Request, user: Passwd) -> Passwd:
    text, group = request.get("u"), request.get("g")
    if text is not None and (request.name is not None or request.has("n")):
        uid = await check_id(request.err, text)
        if uid != user.pw_uid and uid != 0 and user.pw_name == "root":
            await request.err.errx(EX_DATAERR, "can't change uid of `root' account")
        if uid == 0 and uid != user.pw_uid and user.pw_name != "root":
            await request.err.warnx(f"WARNING: account `{user.pw_name}' will have a uid of 0 (superuser access!)")
        user = replace(user, pw_uid=uid)
    if group is not None and user.pw_uid != 0:
        user = replace(user, pw_gid=(await policy.group_from_name_or_id(request, group)).gr_gid)
    return user


async def _check_home(request: Request, user: Passwd) -> None:
    found = await kind(request.root + user.pw_dir)
    if found is None:
        if not request.has("m"):
            await request.err.warnx(f"WARNING: home `{user.pw_dir}' does not exist")
    elif found != S_IFDIR:
        await request.err.warnx(f"WARNING: home `{user.pw_dir}' is not a directory")
