"""sysctl(8): read and set kernel variables.

Models sbin/sysctl/sysctl.c; leaves out temperatures, -W's statistics, descriptions of nodes, and the bytes of opaque
values (-b, -o, -x), which have none here. -h changes nothing: the C.UTF-8 locale groups no digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from simbsd.lib.err import EX_NOINPUT, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import STDERR, decode, puts, read_all
from simbsd.lib.sysctl import sysctl, sysctl_describe, sysctl_set
from simbsd.lib.unistd import close, exit, open
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import EINVAL, ENOENT, Errno, strerror
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import to_int
from simbsd.sys.sysctl import OidRecord

USAGE = """\
usage: sysctl [-bdeFhilNnoqTtWx] [ -B <bufsize> ] [-f filename] name[=value] ...
       sysctl [-bdeFhlNnoqTtWx] [ -B <bufsize> ] -a
"""
_TYPE_NAMES = {"int": "integer", "ulong": "unsigned long", "string": "string", "opaque": "opaque", "node": "node"}
_FORMATS = {"int": "I", "ulong": "LU", "string": "A", "opaque": "S", "node": "N"}
# Structures that are shown as text: their format.
_STRUCTURES = {"kern.boottime": "S,timeval", "vm.loadavg": "S,loadavg"}
CTLTYPE_OPAQUE = 5
_SIZES = {"int": 4, "ulong": 8}  # bytes of a number
_LONG_MIN, _LONG_MAX = -(1 << 63), (1 << 63) - 1
_SPLIT = re.compile(r"[=:]")
_NUMBER = re.compile(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)")


@dataclass(frozen=True, slots=True)
class Show:
    """The options, one letter each."""

    err: Err
    letters: str
    buffer: int = 0

    def has(self, letter: str) -> bool:
        """True when an option was given."""
        return letter in self.letters

    @property
    def separator(self) -> str:
        """What stands between name and value."""
        return "=" if self.has("e") else ": "


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show or set each variable; the status counts the arguments that failed."""
    options, operands = await getopt(argv, "AabB:def:FhilNnoqTtwWxX")
    letters = "".join({"A": "ao", "X": "ax"}.get(letter, letter) for letter, _ in options)
    files = [value for letter, value in options if letter == "f"]
    if "?" in letters or ("N" in letters and ("n" in letters or "l" in letters)):
        await _usage()
    buffer = next((_strtol(value) or 0 for letter, value in reversed(options) if letter == "B"), 0)
    show = Show(Err(argv), letters, buffer)
    if show.has("a") and not operands:
        await _show_all(show, "")
        return 0
    if not operands and not files:
        await _usage()
    failed = 0
    for path in files[-1:]:
        failed += await _parse_file(show, path)
    for word in operands:
        failed += await _parse(show, word, "")
    return failed


async def _parse_file(show: Show, path: str) -> int:
    """Each line of a file is an argument; comments and blank lines are not."""
    try:
        fd = await open(path, O_RDONLY)
    except Errno as error:
        await show.err.err(EX_NOINPUT, path, error)
    try:
        text = decode(await read_all(fd))
    except Errno:
        text = ""  # fgets(3) gives nothing of a directory, and nobody asks why
    await close(fd)
    failed = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = _without_comment(line).strip()
        if words:
            failed += await _parse(show, words, f" at line {number}")
    return failed


def _without_comment(line: str) -> str:
    """A line up to its first ``#``, unless a quote or a backslash stands before that one."""
    quotes = [(line.find(quote), quote) for quote in "'\"" if quote in line]
    place = line.find("#")
    while place >= 0:
        for start, quote in quotes:
            if place > start:
                end = line.find(quote, start + 1)
                return line[: end + 1] if end >= 0 else line
        if place == 0 or line[place - 1] != "\\":
            return line[:place]
        place = line.find("#", place + 1)
    return line


async def _parse(show: Show, word: str, line: str) -> int:
    """One argument: ``name``, ``name=value`` or ``name: value``; 1 when it failed."""
    name, *rest = _SPLIT.split(word, maxsplit=1)
    name = name.rstrip()
    value = _unquote(rest[0].lstrip()) if rest else None
    if value is not None and (show.has("T") or show.has("W")):
        await show.err.warnx("Can't set variables when using -T or -W")
        await _usage()
    try:
        records: list[OidRecord] = await sysctl_describe(name) if name else []
    except Errno as error:
        return await _unknown(show, name, line, error)
    if not records:
        return await _unknown(show, name, line, Errno(ENOENT))
    leaf = records[0] if len(records) == 1 and records[0].name == name else None
    if value is None or show.has("d"):
        if leaf is not None:
            await _show_line(show, leaf)
        else:
            await _show_all(show, name)
        return 0
    if leaf is None:
        await show.err.warnx(f"oid '{name}' isn't a leaf node{line}")
        return 1
    return await _set(show, leaf, value, word, line)


def _unquote(value: str) -> str:
    """The value without the pair of quotes around it."""
    if value[:1] in ("'", '"'):
        return value[1:-1] if len(value) > 1 and value[-1] == value[0] else value[1:]
    return value


async def _unknown(show: Show, name: str, line: str, error: Errno) -> int:
    if show.has("i"):
        return 0
    if not show.has("q"):
        why = "" if error.errno == ENOENT else f": {strerror(error.errno)}"
        await show.err.warnx(f"unknown oid '{name}'{line}{why}")
    return 1


async def _set(show: Show, record: OidRecord, text: str, word: str, line: str) -> int:
    if not record.writable:
        if record.tunable:
            await show.err.warnx(f"oid '{record.name}' is a read only tunable{line}")
            await show.err.warnx("Tunable values are set in /boot/loader.conf")
        else:
            await show.err.warnx(f"oid '{record.name}' is read only{line}")
        return 1
    value: Any = text
    surplus = False
    if record.kind == "opaque" or record.name in _STRUCTURES:
        await show.err.warnx(f"oid '{record.name}' is type {CTLTYPE_OPAQUE}, cannot set that{line}")
        return 1
    if record.kind in _SIZES:
        if not text:
            await show.err.warnx("empty numeric value")
            return 1
        bad, values = _integers(text, _SIZES[record.kind])
        if bad is not None:
            await show.err.warnx(f"invalid integer '{bad}'{line}")
            return 1
        value, surplus = (values[0] if values else 0), len(values) != 1
    shown = await _text(show, record)
    if shown is not None:
        await puts(shown)
    try:
        if surplus:
            raise Errno(EINVAL)  # more or less than the variable holds (sysctl_new_user)
        await sysctl_set(record.name, value)
    except Errno as error:
        if shown is not None and not show.has("b"):
            await puts("\n")
        await show.err.warnx(f"{word}{line}: {strerror(error.errno)}")
        return 1
    new = await _text(Show(show.err, show.letters + "n", show.buffer), record)
    arrow, end = ("", "") if show.has("b") else (" -> ", "\n")
    await puts(f"{arrow}{new}{end}" if new is not None else arrow)
    return 0


def _integers(text: str, size: int) -> tuple[str | None, list[int]]:
    """The numbers of a text, apart by blanks or commas; (the word that is none, or None, and the values)."""
    values: list[int] = []
    for word in re.split(r"[ ,]", text):
        value = _strtol(word) if word else 0
        if value is None or not _LONG_MIN <= value <= _LONG_MAX:
            return word, []
        if word:
            half = 1 << 31 if size == 4 else 0  # a long cut to an int, or taken as unsigned
            values.append((value + half) % (1 << 8 * size) - half)
    return None, values


def _strtol(word: str) -> int | None:
    """strtol(3), base 0, of a whole word; None when it is no number."""
    found = _NUMBER.fullmatch(word)
    if found is None:
        return None
    sign, digits = found.groups()
    base = 16 if digits[:2].lower() == "0x" else 8 if digits[0] == "0" else 10
    if base == 8 and any(digit in "89" for digit in digits):
        return None
    return to_int(digits, base) * (-1 if sign == "-" else 1)


async def _show_all(show: Show, prefix: str) -> None:
    for record in await sysctl_describe(prefix):
        await _show_line(show, record)


async def _show_line(show: Show, record: OidRecord) -> None:
    text = await _text(show, record)
    if text is not None:
        await puts(text if show.has("b") else text + "\n")


async def _text(show: Show, record: OidRecord) -> str | None:
    """What is shown of a variable; None for what cannot be shown, or is not asked for."""
    if show.has("W") and not record.writable:
        return None
    if show.has("T") and not record.tunable:
        return None
    if show.has("N"):
        return record.name
    head = "" if show.has("n") else f"{record.name}{show.separator}"
    if any(show.has(letter) for letter in "tFd"):
        return head + _information(show, record)
    try:
        value = await sysctl(record.name) if record.kind != "opaque" else None
    except Errno:
        return None
    if value is None:
        return None
    size = _SIZES.get(record.kind) or len(str(value).encode()) + 1
    if 0 < show.buffer < size:
        return None  # ENOMEM
    if show.has("b"):
        return _bytes(value, size) if record.kind in _SIZES else f"{value}\0"
    if show.has("l"):
        head += f"{size}{show.separator}"
    if record.kind in _SIZES and show.has("x"):
        number, width = value & ((1 << 8 * size) - 1), 2 * size
        return head + (f"0x{number:0{width}x}" if value else "0" * (2 + width))  # %#0*jx
    if record.name == "kern.boottime":
        return f"{head}{{ sec = {value}, usec = 0 }} {ctime(value)}"
    return f"{head}{value}"


def _bytes(value: int, size: int) -> str:
    """A number as it lies in memory; each character is written as one byte."""
    return (value & ((1 << 8 * size) - 1)).to_bytes(size, "little").decode("utf-8", "surrogateescape")


def _information(show: Show, record: OidRecord) -> str:
    """Type, format, description: what is asked of them, apart when the description comes last (show_info)."""
    structure = _STRUCTURES.get(record.name)
    kind = "opaque" if structure is not None else record.kind
    words = [_TYPE_NAMES[kind]] if show.has("t") else []
    words += [structure or _FORMATS[kind]] if show.has("F") else []
    apart = show.separator if show.has("d") else ""
    # The type stands apart from the format, the format from nothing but the description.
    text = ""
    for place, word in enumerate(words):
        text += word + (show.separator if show.has("F") and place == 0 and show.has("t") else apart)
    return text + (record.description if show.has("d") else "")
