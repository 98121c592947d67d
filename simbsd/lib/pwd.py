"""The password file: accounts by name and by number.

Models lib/libc/gen/getpwent.c with the ``files`` source only; leaves out the databases, caching and NIS. A file
that cannot be read holds no accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.stdio import decode, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CLOEXEC, O_RDONLY
from simbsd.sys.strtol import is_number, to_int

PASSWD, MASTER = "/etc/passwd", "/etc/master.passwd"
FIELDS, MASTER_FIELDS = 7, 10


@dataclass(frozen=True, slots=True)
class Passwd:
    """One account. ``pw_passwd`` is ``*`` unless master.passwd could be read; times in seconds since 1970, 0
    for never."""

    pw_name: str
    pw_passwd: str
    pw_uid: int
    pw_gid: int
    pw_gecos: str
    pw_dir: str
    pw_shell: str
    pw_class: str = ""
    pw_change: int = 0
    pw_expire: int = 0


async def read_file(path: str) -> str:
    """The text of a file, or empty when it cannot be read."""
    try:
        fd = await open(path, O_RDONLY | O_CLOEXEC)
        data = await read_all(fd)
        await close(fd)
    except Errno:
        return ""
    return decode(data)


def _number(text: str) -> int | None:
    return to_int(text) if is_number(text) else None


def parse_passwd(line: str) -> Passwd | None:
    """One line of passwd(5) or master.passwd(5); None for a comment or a malformed line."""
    words = line.split(":")
    if line.startswith("#") or len(words) not in (FIELDS, MASTER_FIELDS) or not words[0]:
        return None
    uid, gid = _number(words[2]), _number(words[3])
    if uid is None or gid is None:
        return None
    gecos, home, shell = words[-3:]
    if len(words) == FIELDS:
        return Passwd(words[0], words[1], uid, gid, gecos, home, shell)
    change, expire = _number(words[5]) or 0, _number(words[6]) or 0
    return Passwd(words[0], words[1], uid, gid, gecos, home, shell, words[4], change, expire)


async def getpwent_all() -> list[Passwd]:
    """Every account, in the file's order; from master.passwd(5) for whoever may read it."""
    text = await read_file(MASTER) or await read_file(PASSWD)
    return [entry for entry in map(parse_passwd, text.splitlines()) if entry is not None]


async def getpwnam(name: str) -> Passwd | None:
    """The first account of a name, or None."""
    return next((entry for entry in await getpwent_all() if entry.pw_name == name), None)


async def getpwuid(uid: int) -> Passwd | None:
    """The first account of a user id, or None."""
    return next((entry for entry in await getpwent_all() if entry.pw_uid == uid), None)


async def passwd_trouble() -> Errno | None:
    """Why no account can be looked up at all: what getpwnam(3) leaves in errno when its file cannot be opened."""
    try:
        await close(await open(PASSWD, O_RDONLY | O_CLOEXEC))
    except Errno as error:
        return error
    return None
