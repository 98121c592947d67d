"""find(1): primaries that ask about a file.

Models usr.bin/find/function.c; leaves out lists of access (-acl finds nothing: no file system here has any).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from simbsd.lib.fflags import strtofflags
from simbsd.lib.files import lstat, readlink, stat, statfs
from simbsd.lib.fnmatch import Flags, fnmatch
from simbsd.lib.fts import FTS_D, FTS_DC, FTS_DP, FTS_SL, FTS_SLNONE, Ftsent
from simbsd.lib.getdate import get_date
from simbsd.lib.grp import getgrgid, getgrnam
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.path import names
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import (
    S_IFBLK,
    S_IFCHR,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    S_IFSOCK,
)
from simbsd.sys.strtol import to_int
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.find.plan import Find, FindError, Test

TYPES = {
    "b": S_IFBLK, "c": S_IFCHR, "d": S_IFDIR, "f": S_IFREG, "l": S_IFLNK, "p": S_IFIFO, "s": S_IFSOCK,
}  # fmt: skip
SECOND, MINUTE, DAY = 1_000_000, 60, 86400
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
SCALES = {"c": 1, "k": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "P": 1 << 50}
QUAD_MAX = (1 << 63) - 1
TIMES = {"a": "st_atime", "B": "st_birthtime", "c": "st_ctime", "m": "st_mtime"}
ALL_FLAGS = 0xFFFFFFFF
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([-+]?[0-9]+)", re.ASCII)

Make = Callable[[Find, str, str], Awaitable[Test]]
Compare = Callable[[int], bool]


def constant(value: bool) -> Test:
    """A test that asks nothing."""

    async def test(entry: Ftsent) -> bool:
        return value

    return test


def simple(question: Callable[[Ftsent], bool]) -> Test:
    """A test that needs no system call."""

    async def test(entry: Ftsent) -> bool:
        return question(entry)

    return test


def _comparison(sign: str, number: int) -> Compare:
    """``+n`` more, ``-n`` less, ``n`` just as much."""
    if sign == "+":
        return lambda value: value > number
    return (lambda value: value < number) if sign == "-" else (lambda value: value == number)


def _sign(text: str) -> tuple[str, str]:
    return (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)


def number(option: str, text: str, trailing: bool = False) -> tuple[str, int, str]:
    """The sign, the number and the character after it (find_parsenum). Raises FindError."""
    sign, body = _sign(text)
    found = _NUMBER.match(body)
    if found is None:
        raise FindError(f"{option}: {text}: illegal numeric value")
    rest = body[found.end() :]
    if rest and not trailing:
        raise FindError(f"{option}: {text}: illegal trailing character")
    return sign, to_int(found.group(1)), rest[:1]


def compared(option: str, text: str) -> Compare:
    """A comparison with a number as an argument has it. Raises FindError."""
    sign, value, _ = number(option, text)
    return _comparison(sign, value)


async def _links(find: Find, option: str, text: str) -> Test:
    field = {"-links": "st_nlink", "-inum": "st_ino"}[option]
    compare = compared(option, text)
    return simple(lambda entry: compare(getattr(entry.info, field)))


async def _samefile(find: Find, option: str, text: str) -> Test:
    wanted = (await _reference(find, text)).st_ino
    return simple(lambda entry: entry.info.st_ino == wanted)


async def _reference(find: Find, path: str) -> Stat:
    try:
        return await (stat if find.logical else lstat)(path)
    except Errno as error:
        await find.err.err(1, path, error)


async def _name(find: Find, option: str, text: str) -> Test:
    fold = option.startswith("-i")
    flags = Flags(casefold=fold)
    if option.endswith("lname"):

        async def link(entry: Ftsent) -> bool:
            if entry.fts_info not in (FTS_SL, FTS_SLNONE):
                return False
            try:
                return fnmatch(text, await readlink(entry.fts_path), flags)
            except Errno:
                return False

        return link
    if option in ("-name", "-iname"):
        return simple(lambda entry: fnmatch(text, entry.fts_name, flags))
    return simple(lambda entry: fnmatch(text, entry.fts_path, flags))


async def _regex(find: Find, option: str, text: str) -> Test:
    try:
        regex = Regex(text, find.extended, option == "-iregex")
    except RegexError as error:
        raise FindError(f"{option}: {text}: {error}") from error

    async def test(entry: Ftsent) -> bool:
        return await regex.find(entry.fts_path) == (0, len(entry.fts_path))

    return test


async def _type(find: Find, option: str, text: str) -> Test:
    if text[:1] not in TYPES or not text:
        raise FindError(f"{option}: {text}: unknown type")
    if text[0] == "d":
        return simple(lambda entry: entry.fts_info in (FTS_D, FTS_DC, FTS_DP))
    kind = TYPES[text[0]]
    return simple(lambda entry: entry.info.st_mode & S_IFMT == kind)


async def _owner(find: Find, option: str, text: str) -> Test:
    """-user, -uid, -group, -gid: a name, or a number that may have a sign."""
    user = option in ("-user", "-uid")
    field = "st_uid" if user else "st_gid"
    known = await getpwnam(text) if user else None
    group = None if user else await getgrnam(text)
    if known is not None or group is not None:
        wanted = known.pw_uid if known is not None else group.gr_gid if group is not None else 0
        return simple(lambda entry: getattr(entry.info, field) == wanted)
    bare = _sign(text)[1]
    found = _NUMBER.match(bare)
    if (found is None or to_int(found.group(1)) == 0) and not bare.startswith("0"):
        raise FindError(f"{option}: {bare}: no such {'user' if user else 'group'}")
    compare = compared(option, text)
    return simple(lambda entry: compare(getattr(entry.info, field)))


async def nobody(find: Find, option: str) -> Test:
    """-nouser, -nogroup: nobody has the owner's number."""

    async def test(entry: Ftsent) -> bool:
        if option == "-nouser":
            return await getpwuid(entry.info.st_uid) is None
        return await getgrgid(entry.info.st_gid) is None

    return test


async def _perm(find: Find, option: str, text: str) -> Test:
    sign, body = _sign(text)
    try:
        wanted = setmode(body, 0, find.mask)
    except ModeError as error:
        raise FindError(f"{option}: {body}: illegal mode string") from error
    return simple(lambda entry: _matching(entry.info.st_mode & 0o7777, wanted, 0, sign))


def _matching(bits: int, wanted: int, unwanted: int, sign: str) -> bool:
    """``-``: at least these bits, ``+``: any of them, neither: just these."""
    if sign == "-":
        return bits & wanted == wanted and not bits & unwanted
    if sign == "+":
        return bool(bits & wanted) or bits | unwanted != bits
    return bits == wanted and not wanted & unwanted


async def _flags(find: Find, option: str, text: str) -> Test:
    sign, body = _sign(text)
    wanted, kept = strtofflags(body, 0), strtofflags(body, ALL_FLAGS)
    if wanted is None or kept is None:
        raise FindError(f"{option}: {body}: illegal flags string")
    unwanted = ALL_FLAGS & ~kept
    return simple(lambda entry: _matching(entry.info.st_flags, wanted, unwanted, sign))


async def _size(find: Find, option: str, text: str) -> Test:
    sign, value, unit = number(option, text, trailing=True)
    if unit:
        if unit not in SCALES:
            raise FindError(f"{option}: {text}: illegal trailing character")
        if value > QUAD_MAX // SCALES[unit]:
            raise FindError(f"{option}: {text}: value too large")
        find.in_bytes = True  # for every -size, as the source has it (divsize)
        value *= SCALES[unit]
    compare = _comparison(sign, value)
    return simple(lambda entry: compare(entry.info.st_size if find.in_bytes else -(-entry.info.st_size // 512)))


async def _newer(find: Find, option: str, text: str) -> Test:
    """-newer, -anewer, -newerac ...: this file's time against that one's, or (-newermt) against a date."""
    mine, theirs = "m", "m"
    if option.endswith("newer"):
        mine = option[1] if option != "-newer" else "m"
    else:
        mine, theirs = option[-2], option[-1]
    if theirs == "t":
        when = get_date(text, find.now)
        if when is None:
            raise FindError(f"Can't parse date/time: {text}")
        last = (when + 1) * SECOND - 1 - find.boot  # whole seconds are compared (c_newer)
        return simple(lambda entry: getattr(entry.info, TIMES[mine]) > last)
    reference = getattr(await _reference(find, text), TIMES[theirs])
    return simple(lambda entry: getattr(entry.info, TIMES[mine]) > reference)


def _rounded(seconds: int, unit: int) -> int:
    """C's (seconds + unit - 1) / unit."""
    whole = seconds + unit - 1
    return whole // unit if whole >= 0 else -(-whole // unit)


async def _minutes(find: Find, option: str, text: str) -> Test:
    sign, value, _ = number(option, text)
    compare, field = _comparison(sign, value + (sign == "-")), TIMES[option[1]]
    return simple(lambda entry: compare(_rounded(_age(find, entry, field), MINUTE)))


def _age(find: Find, entry: Ftsent, field: str) -> int:
    when: int = getattr(entry.info, field)
    return find.now - (find.boot + when) // SECOND


async def _days(find: Find, option: str, text: str) -> Test:
    sign, body = _sign(text)
    field = TIMES[option[1]]
    parts = re.findall(r"([-+]?[0-9]+)([^-+0-9]?)", body, re.ASCII)
    if _NUMBER.match(body) is None:
        raise FindError(f"{option}: {text}: illegal time value")
    if len(parts) == 1 and not parts[0][1]:
        value = to_int(parts[0][0])
        whole = _comparison(sign, value + (sign == "-"))
        return simple(lambda entry: whole(_rounded(_age(find, entry, field), DAY)))
    exact = _comparison(sign, _seconds(option, text, body))
    return simple(lambda entry: exact(_age(find, entry, field)))


def _seconds(option: str, text: str, body: str) -> int:
    """``1h30m`` in seconds (find_parsetime)."""
    total = 0
    while True:
        found = _NUMBER.match(body)
        if found is None:
            raise FindError(f"{option}: {text}: illegal time value")
        unit = body[found.end() : found.end() + 1]
        if not unit:
            raise FindError(f"{option}: {text}: missing trailing unit")
        if unit not in UNITS:
            raise FindError(f"{option}: {text}: bad unit '{unit}'")
        total += to_int(found.group(1)) * UNITS[unit]
        body = body[found.end() + 1 :]
        if not body:
            return total


async def _fstype(find: Find, option: str, text: str) -> Test:
    async def test(entry: Ftsent) -> bool:
        path = entry.fts_path
        if entry.fts_info in (FTS_SL, FTS_SLNONE):
            path = path.rpartition("/")[0] or "."
        try:
            found = await statfs(path)
        except Errno as error:
            await find.err.warn(f"statfs: {path}", error)
            find.status = 1
            return False
        wanted = {"local": "local", "rdonly": "read-only"}.get(text)
        return wanted in found.f_flags if wanted else found.f_fstypename == text

    return test


async def empty(entry: Ftsent) -> bool:
    """-empty: a file of no bytes, a directory of no names."""
    kind = entry.info.st_mode & S_IFMT
    if kind == S_IFREG:
        return entry.info.st_size == 0
    if kind != S_IFDIR:
        return False
    try:
        return not await names(entry.fts_path)
    except Errno:
        return False


def sparse(entry: Ftsent) -> bool:
    """-sparse: fewer blocks than the size would need."""
    return entry.info.st_blocks < -(-entry.info.st_size // 512)


# Primaries with one argument.
MAKERS: dict[str, Make] = {
    "-links": _links, "-inum": _links, "-samefile": _samefile, "-type": _type, "-user": _owner, "-uid": _owner,
    "-group": _owner, "-gid": _owner, "-perm": _perm, "-flags": _flags, "-size": _size, "-fstype": _fstype,
    "-regex": _regex, "-iregex": _regex, "-newer": _newer, "-anewer": _newer, "-cnewer": _newer, "-mnewer": _newer,
    "-Bnewer": _newer,
    **dict.fromkeys(("-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename", "-lname", "-ilname"), _name),
    **{f"-{letter}min": _minutes for letter in TIMES},
    **{f"-{letter}time": _days for letter in TIMES},
    **{f"-newer{one}{other}": _newer for one in TIMES for other in (*TIMES, "t")},
}  # fmt: skip
