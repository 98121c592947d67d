"""pw(8): the account files, read and written.

Models usr.sbin/pw/{pwupd,grupd,pw_vpw}.c and lib/libutil/{pw_util,gr_util}.c; leaves out locks, the hashed databases
and pw.conf(5): its defaults hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from simbsd.lib.err import EX_DATAERR, EX_NOPERM, EX_USAGE, Err
from simbsd.lib.files import chmod, rename
from simbsd.lib.getopt import Options
from simbsd.lib.grp import GROUP, Group, getgrent_all, parse_group
from simbsd.lib.pwd import MASTER, PASSWD, Passwd, getpwent_all, parse_passwd, read_file
from simbsd.lib.stdio import encode, put
from simbsd.lib.unistd import close, geteuid, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import is_number, to_int

LEAST_ID, GREATEST_ID, ID_MAX = 1000, 32000, 0xFFFFFFFF
LOGNAMESIZE = 32
BAD = " ,\t:+&#%$^()!@~*?<>=|\\/\";"


@dataclass(slots=True)
class Request:
    """One command: the word before the options as a name or a number, the options, and who complains."""

    err: Err
    name: str | None
    id: int
    options: Options

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


async def check_id(err: Err, text: str) -> int:
    """A user or group id (pw_checkid, strtounum)."""
    if is_number(text.removeprefix("-")):
        number = to_int(text)
        if 0 <= number <= ID_MAX:
            return number
        await err.errx(EX_USAGE, f"Bad id '{text}': too {'small' if number < 0 else 'large'}")
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


async def _write(path: str, text: str, mode: int) -> None:
    """Write beside the file, then put it in its place. Errors: those of open, write and rename."""
    fd = await open(f"{path}.new", O_WRONLY | O_CREAT | O_TRUNC, mode)
    await put(fd, encode(text))
    await close(fd)
    await chmod(f"{path}.new", mode)
    await rename(f"{path}.new", path)


async def edit_users(old: str | None, new: Passwd | None) -> None:
    """Put ``new`` in the place of the account ``old`` (None: at the end); no ``new`` removes it. Errors: files'."""
    lines = []
    for line in (await read_file(MASTER)).splitlines():
        user = parse_passwd(line)
        if user is None or old is None or user.pw_name != old:
            lines.append(line)
        elif new is not None:
            lines.append(pw_make(new))
    if old is None and new is not None:
        lines.append(pw_make(new))
    await _write(MASTER, "".join(f"{line}\n" for line in lines), 0o600)
    users = [user for user in map(parse_passwd, lines) if user is not None]
    comments = [line for line in (await read_file(PASSWD)).splitlines() if line.startswith("#")]
    await _write(PASSWD, "".join(f"{line}\n" for line in [*comments, *map(pw_make_v7, users)]), 0o644)


async def edit_groups(old: str | None, new: Group | None) -> None:
    """As edit_users, for the group file."""
    lines = []
    for line in (await read_file(GROUP)).splitlines():
        group = parse_group(line)
        if group is None or old is None or group.gr_name != old:
            lines.append(line)
        elif new is not None:
            lines.append(gr_make(new))
    if old is None and new is not None:
        lines.append(gr_make(new))
    await _write(GROUP, "".join(f"{line}\n" for line in lines), 0o644)


async def join(group: Group, name: str) -> None:
    """Make an account a member, unless it is one."""
    if name not in group.gr_mem:
        await edit_groups(group.gr_name, replace(group, gr_mem=(*group.gr_mem, name)))


async def next_uid() -> int | None:
    """The id after the greatest in use, else the first free one, else None (pw_uidpolicy)."""
    return _next([user.pw_uid for user in await getpwent_all()])


async def next_gid() -> int | None:
    """As next_uid, for groups (gr_gidpolicy)."""
    return _next([group.gr_gid for group in await getgrent_all()])


def _next(used: list[int]) -> int | None:
    inside = [number for number in used if LEAST_ID <= number <= GREATEST_ID]
    following = max(inside, default=LEAST_ID - 1) + 1
    if following <= GREATEST_ID:
        return following
    taken = dict.fromkeys(inside)
    return next((number for number in range(LEAST_ID, GREATEST_ID + 1) if number not in taken), None)


async def failed(err: Err, status: int, what: str, error: Errno) -> NoReturn:
    """A file could not be written."""
    await err.err(status, what, error)
