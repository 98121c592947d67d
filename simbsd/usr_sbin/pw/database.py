"""pw(8): one command, and the account files that it reads and writes.

Models usr.sbin/pw/{pwupd,grupd,pw_vpw,pw_log,pw_utils}.c and lib/libutil/{pw_util,gr_util}.c; leaves out locks and the
hashed databases, and NIS.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from simbsd.lib.err import EX_DATAERR, EX_NOPERM, EX_USAGE, Err
from simbsd.lib.files import chmod, rename
from simbsd.lib.getopt import Options
from simbsd.lib.grp import Group, parse_group
from simbsd.lib.pwd import Passwd, parse_passwd, read_file
from simbsd.lib.stdio import encode, put
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import close, geteuid, gettimeofday, open
from simbsd.sys.errno import EIO, Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_sbin.pw.conf import ID_MAX, Userconf, read_userconfig

ETC = "/etc"
MASTER, PASSWD, GROUP = "master.passwd", "passwd", "group"
LOGNAMESIZE = 32
BAD = " ,\t:+&#%$^()!@~*?<>=|\\/\";"


@dataclass(slots=True)
class Request:
    """One command: what it does to what (``useradd``), the word before the options as a name or a number, the
    options, and who complains. ``etc`` holds the files, ``root`` the homes and the mail; ``alternate`` is the letter,
    V or R, that moved them.
    """

    err: Err
    verb: str
    name: str | None
    id: int
    options: Options
    who: str = "unknown"
    etc: str = ETC
    root: str = ""
    alternate: str = ""

    def has(self, letter: str) -> bool:
        """True when an option was given."""
        return any(known == letter for known, _ in self.options)

    def get(self, letter: str) -> str | None:
        """The last argument of an option, or None."""
        return next((text for known, text in reversed(self.options) if known == letter), None)

    async def check_root(self) -> None:
        """Only root may, except with -N."""
        if await geteuid() != 0 and not self.has("N"):
            await self.err.errx(EX_NOPERM, "you must be root")

    async def conf(self) -> Userconf:
        """The defaults: -C's file, or pw.conf beside the accounts (get_userconfig)."""
        groups = {group.gr_name: group for group in await self.groups()}
        return await read_userconfig(self.err, self.get("C") or f"{self.etc}/pw.conf", groups.__contains__)

    async def users(self) -> list[Passwd]:
        """Every account. A file that was moved must not hold a line that is none (vnextpwent)."""
        name = MASTER
        text = await read_file(f"{self.etc}/{name}")
        if not text:
            name = PASSWD
            text = await read_file(f"{self.etc}/{name}")
        return [user for line in text.splitlines() if (user := await self._user(name, line)) is not None]

    async def _user(self, name: str, line: str) -> Passwd | None:
        user = parse_passwd(line)
        if user is None and self.alternate and line and not line.startswith("#"):
            await self.err.errx(1, f"Invalid user entry in '{self.etc}/{name}': '{line}'")
        return user

    async def groups(self) -> list[Group]:
        """Every group; see users."""
        found = []
        for line in (await read_file(f"{self.etc}/{GROUP}")).splitlines():
            group = parse_group(line)
            if group is not None:
                found.append(group)
            elif self.alternate and line and not line.startswith("#"):
                await self.err.errx(1, f"Invalid group entry in '{self.etc}/{GROUP}': '{line}'")
        return found

    async def user(self, name: str) -> Passwd | None:
        """The first account of a name."""
        return next((user for user in await self.users() if user.pw_name == name), None)

    async def user_of(self, uid: int) -> Passwd | None:
        """The first account of a number."""
        return next((user for user in await self.users() if user.pw_uid == uid), None)

    async def group(self, name: str) -> Group | None:
        """The first group of a name."""
        return next((group for group in await self.groups() if group.gr_name == name), None)

    async def group_of(self, gid: int) -> Group | None:
        """The first group of a number."""
        return next((group for group in await self.groups() if group.gr_gid == gid), None)

    async def log(self, conf: Userconf, text: str, verb: str = "") -> None:
        """A line of the log, if it can be written (pw_log)."""
        if conf.logfile:
            try:
                fd = await open(conf.logfile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            except Errno:
                return
            moment = strftime("%Y-%m-%d %T", await gettimeofday() // 1_000_000)
            await put(fd, encode(f"{moment} [{self.who}:{verb or self.verb}] {text}\n"))
            await close(fd)


async def check_id(err: Err, text: str) -> int:
    """A user or group id (pw_checkid, strtounum; a negative one is a large one there)."""
    if is_number(text.removeprefix("-")):
        number = to_int(text)
        if 0 <= number <= ID_MAX:
            return number
        await err.errx(EX_USAGE, f"Bad id '{text}': too large")
    await err.errx(EX_USAGE, f"Bad id '{text}': invalid")


async def check_name(err: Err, name: str, comment: bool = False) -> str:
    """A name of a user or group, or the comment field (pw_checkname)."""
    bad, kind = (":", "gecos field") if comment else (BAD, "userid/group name")
    place = -1
    for at, letter in enumerate(name):
        if letter in bad or letter == "\x7f" or (not comment and (letter < " " or letter > "~")):
            place = at
            break
    if not comment and name.startswith("-"):
        place = 0
    if place >= 0 and not (not comment and name[place] == "$" and place == len(name) - 1):
        letter = name[place]
        shown = f"`{letter}'" if " " <= letter < "\x7f" else f"0x{encode(letter)[0]:02x}"
        await err.errx(EX_DATAERR, f"invalid character {shown} at position {place} in {kind}")
    if not comment and len(name) > LOGNAMESIZE:
        await err.errx(EX_USAGE, f"name too long `{name}' (max is {LOGNAMESIZE})")
    return name


def pw_make(user: Passwd) -> str:
    """A line of master.passwd(5)."""
    return (
        f"{user.pw_name}:{user.pw_passwd}:{user.pw_uid}:{user.pw_gid}:{user.pw_class}:{user.pw_change}:"
        f"{user.pw_expire}:{user.pw_gecos}:{user.pw_dir}:{user.pw_shell}"
    )


def pw_make_v7(user: Passwd) -> str:
    """A line of passwd(5)."""
    return f"{user.pw_name}:*:{user.pw_uid}:{user.pw_gid}:{user.pw_gecos}:{user.pw_dir}:{user.pw_shell}"


def gr_make(group: Group) -> str:
    """A line of group(5)."""
    return f"{group.gr_name}:{group.gr_passwd}:{group.gr_gid}:{','.join(group.gr_mem)}"


async def write(path: str, text: str, mode: int) -> None:
    """Write beside the file, then put it in its place. Errors: those of open, write and rename."""
    fd = await open(f"{path}.new", O_WRONLY | O_CREAT | O_TRUNC, mode)
    await put(fd, encode(text))
    await close(fd)
    await chmod(f"{path}.new", mode)
    await rename(f"{path}.new", path)


async def edit_users(old: str | None, new: Passwd | None, etc: str = ETC) -> None:
    """Put ``new`` in the place of the account ``old`` (None: at the end); no ``new`` removes it. Errors: files', and
    EIO for a file with a line that is no account (pwdb_check).
    """
    lines = []
    for line in (await read_file(f"{etc}/{MASTER}")).splitlines():
        user = parse_passwd(line)
        if user is None and line.strip() and not line.lstrip().startswith("#"):
            raise Errno(EIO)
        if user is None or old is None or user.pw_name != old:
            lines.append(line)
        elif new is not None:
            lines.append(pw_make(new))
    if old is None and new is not None:
        lines.append(pw_make(new))
    await write(f"{etc}/{MASTER}", "".join(f"{line}\n" for line in lines), 0o600)
    users = [user for user in map(parse_passwd, lines) if user is not None]
    comments = [line for line in (await read_file(f"{etc}/{PASSWD}")).splitlines() if line.startswith("#")]
    await write(f"{etc}/{PASSWD}", "".join(f"{line}\n" for line in [*comments, *map(pw_make_v7, users)]), 0o644)


async def edit_groups(old: str | None, new: Group | None, etc: str) -> None:
    """As edit_users, for the group file."""
    lines = []
    for line in (await read_file(f"{etc}/{GROUP}")).splitlines():
        group = parse_group(line)
        if group is None or old is None or group.gr_name != old:
            lines.append(line)
        elif new is not None:
            lines.append(gr_make(new))
    if old is None and new is not None:
        lines.append(gr_make(new))
    await write(f"{etc}/{GROUP}", "".join(f"{line}\n" for line in lines), 0o644)


async def join(group: Group, name: str, etc: str) -> None:
    """Make an account a member, unless it is one."""
    if name not in group.gr_mem:
        await edit_groups(group.gr_name, replace(group, gr_mem=(*group.gr_mem, name)), etc)


def next_id(used: list[int], least: int, most: int, reuse: bool) -> int | None:
    """The id after the greatest in use, else (or to fill gaps) the first free one, else None (pw_uidpolicy). Where none
    is in use it is the second one: bm_lastset tells 0 of an empty map.
    """
    if least >= most:
        least, most = 1000, 32000
    inside = [number for number in used if least <= number <= most]
    following = max(inside, default=least) + 1
    if following <= most and not reuse:
        return following
    taken = dict.fromkeys(inside)
    return next((number for number in range(least, most + 1) if number not in taken), None)


async def failed(err: Err, status: int, what: str, error: Errno) -> NoReturn:
    """A file could not be written."""
    await err.err(status, what, error)
