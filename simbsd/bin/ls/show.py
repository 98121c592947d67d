"""ls(1): entries into text.

Models bin/ls/print.c and cmp.c.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key

from simbsd.bin.ls.names import octal, printable
from simbsd.bin.ls.options import Options
from simbsd.lib.fflags import fflagstostr
from simbsd.lib.mode import strmode
from simbsd.lib.stdio import encode
from simbsd.lib.strftime import strftime
from simbsd.sys.fcntl import S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFSOCK
from simbsd.sys.vnode import Stat

HALF_YEAR = 182 * 86400  # print.c: SIXMONTHS is (365 / 2) days
MARKS = {S_IFDIR: "/", S_IFIFO: "|", S_IFLNK: "@", S_IFSOCK: "="}
ANY_X = 0o111
TAB = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One file to show: where it is, the name to print, its attributes, owner and group as text, a link's target."""

    path: str
    name: str
    info: Stat
    user: str
    group: str
    link: str


def sort_entries(entries: list[Entry], options: Options) -> list[Entry]:
    """By name in byte order, or as -t -S -f -r say; equal times and sizes by name."""
    if options.sort == "none":
        return entries
    ordered = sorted(entries, key=lambda entry: entry.name.encode("utf-8", "surrogateescape"))
    if options.sort == "version":
        ordered.sort(key=cmp_to_key(lambda a, b: _version(a.name, b.name)))
    if options.reverse != (options.samesort and options.sort in ("time", "size")):
        ordered.reverse()
    if options.sort == "time":
        ordered.sort(key=lambda entry: getattr(entry.info, options.time), reverse=not options.reverse)
    elif options.sort == "size":
        ordered.sort(key=lambda entry: entry.info.st_size, reverse=not options.reverse)
    return ordered


def _version(one: str, other: str) -> int:
    """strverscmp(3): numbers by their value; those that begin with zeros are fractions, more zeros come first."""
    left, right = encode(one) + b"\0", encode(other) + b"\0"
    a = b = 0
    while left[a] == right[b] or (_digit(left[a]) and _digit(right[b])):
        if not left[a]:
            return 0
        if not _digit(left[a]):
            a, b = a + 1, b + 1
            continue
        first, second = _digits(left, a), _digits(right, b)
        if first[:1] == b"0" or second[:1] == b"0":
            zeros = [len(text) - len(text.lstrip(b"0")) for text in (first, second)]
            rest = [text.lstrip(b"0") for text in (first, second)]
            if zeros[0] != zeros[1]:
                return zeros[1] - zeros[0]
            if bool(rest[0]) != bool(rest[1]):
                return 1 if not rest[0] else -1
        elif len(first) != len(second):
            return len(first) - len(second)
        if first != second:
            return -1 if first < second else 1
        a, b = a + len(first), b + len(second)
    return left[a] - right[b]


def _digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39


def _digits(text: bytes, start: int) -> bytes:
    end = start
    while _digit(text[end]):
        end += 1
    return text[start:end]


def show(
    entries: list[Entry], options: Options, width: int, blocksize: int, now: int, boottime: int, total: bool
) -> str:
    """The text of one list. ``now`` is microseconds since boot, ``boottime`` seconds since 1970, ``total`` asks for
    -l's first line.
    """
    head = ""
    blocks = sum(entry.info.st_blocks for entry in entries)
    if total and (options.layout == "long" or options.blocks):
        head = f"total {_howmany(blocks, blocksize)}\n"
    if not entries:
        return head
    if options.layout == "long":
        return head + _long(entries, options, blocksize, now, boottime)
    cells = _cells(entries, options, blocksize, painted=options.layout != "columns")
    if options.layout == "single":
        return head + "".join(f"{cell}\n" for cell in cells)
    if options.layout == "stream":
        return head + _stream(cells, width)
    widths = [len(cell) for cell in cells]
    if options.colours:
        cells = _cells(entries, options, blocksize, painted=True)
    return head + _columns(cells, widths, width, options)


def _howmany(blocks: int, blocksize: int) -> int:
    return -(-blocks * 512 // blocksize)


def _cells(entries: list[Entry], options: Options, blocksize: int, painted: bool) -> list[str]:
    """Name with inode, size and mark as -i -s -F ask (printaname)."""
    inodes = max(len(str(entry.info.st_ino)) for entry in entries)
    sizes = max(len(str(_howmany(entry.info.st_blocks, blocksize))) for entry in entries)
    cells = []
    for entry in entries:
        cell = f"{entry.info.st_ino:>{inodes}} " if options.inode else ""
        if options.blocks:
            cell += f"{_howmany(entry.info.st_blocks, blocksize):>{sizes}} "
        name = _painted(entry, options) if painted else _name(entry.name, options)
        cells.append(cell + name + _mark(entry.info.st_mode, options))
    return cells


def _name(name: str, options: Options) -> str:
    if options.names == "raw":
        return name
    return printable(name) if options.names == "printable" else octal(name, options.names == "escape")


def _painted(entry: Entry, options: Options) -> str:
    name = _name(entry.name, options)
    return options.colours.paint(name, entry.info.st_mode) if options.colours else name


def _mark(mode: int, options: Options) -> str:
    if not options.marks:
        return ""
    kind = mode & S_IFMT
    if options.marks == "slash":
        return "/" if kind == S_IFDIR else ""
    return MARKS.get(kind, "*" if mode & ANY_X else "")


def _long(entries: list[Entry], options: Options, blocksize: int, now: int, boottime: int) -> str:
    def widest(texts: list[str]) -> int:
        return max(map(len, texts))

    links = widest([str(entry.info.st_nlink) for entry in entries])
    users = widest([entry.user for entry in entries])
    groups = widest([entry.group for entry in entries])
    sizes = [_size(entry.info, options) for entry in entries]
    size_width = widest(sizes)
    flags = [fflagstostr(entry.info.st_flags) or "-" for entry in entries]
    flags_width = widest(flags)
    inodes = widest([str(entry.info.st_ino) for entry in entries])
    block_texts = [str(_howmany(entry.info.st_blocks, blocksize)) for entry in entries]
    lines = []
    for entry, size, flag, block in zip(entries, sizes, flags, block_texts, strict=True):
        line = f"{entry.info.st_ino:>{inodes}} " if options.inode else ""
        line += f"{block:>{widest(block_texts)}} " if options.blocks else ""
        line += f"{strmode(entry.info.st_mode)} {entry.info.st_nlink:>{links}} "
        line += f"{entry.user:<{users}} " if options.owner else ""
        line += f"{entry.group:<{groups}} "
        line += f"{flag:<{flags_width}} " if options.flags else ""
        line += "- " if options.label else ""
        line += f"{size:>{size_width}} {_time(getattr(entry.info, options.time), now, boottime, options)} "
        line += _painted(entry, options) + _mark(entry.info.st_mode, options)
        lines.append(line + (f" -> {_name(entry.link, options)}" if entry.link else "") + "\n")
    return "".join(lines)


def _size(info: Stat, options: Options) -> str:
    if info.st_mode & S_IFMT in (S_IFCHR, S_IFBLK):
        return f"0x{info.st_ino:x}"
    if options.human:
        return humanize(info.st_size)
    return f"{info.st_size:,}" if options.thousands else str(info.st_size)


def humanize(size: int) -> str:
    """humanize_number(3) with HN_B, HN_NOSPACE and HN_DECIMAL, as ls -h: ``4.0K`` with at most five characters."""
    if size < 1000:
        return f"{size}B"
    value, unit = size, 0
    while value >= 1000 * 1024**unit and unit < 6:
        unit += 1
    scaled = size * 10 // 1024**unit
    tenths = (size * 10 + 1024**unit // 2) // 1024**unit
    letter = "BKMGTPE"[unit]
    if scaled < 95:
        return f"{tenths // 10}.{tenths % 10}{letter}"
    return f"{(size + 1024**unit // 2) // 1024**unit}{letter}"


def _time(us: int, now: int, boottime: int, options: Options) -> str:
    """``Mon _D HH:MM``; more than half a year away ``Mon _D  YYYY``; with -T everything; -D's own (printtime)."""
    when = boottime + us // 1_000_000
    current = boottime + now // 1_000_000
    if options.format:
        return strftime(options.format, when)
    if options.seconds:
        return strftime("%b %e %T %Y", when)
    near = current - HALF_YEAR < when < current + HALF_YEAR
    return strftime("%b %e %R" if near else "%b %e  %Y", when)


def _columns(cells: list[str], widths: list[int], width: int, options: Options) -> str:
    """Down, then across (-x: across, then down), in columns of one width, padded with tabs; with spaces between
    colours (printcol).
    """
    tab = 1 if options.colours else TAB
    column = (max(widths) + tab) & ~(tab - 1)
    if width < 2 * column:
        return "".join(f"{cell}\n" for cell in cells)
    count = width // column
    rows = -(-len(cells) // count)
    lines = []
    for row in range(rows):
        line = ""
        places = (
            range(row * count, min((row + 1) * count, len(cells))) if options.across else range(row, len(cells), rows)
        )
        for place, index in enumerate(places):
            line += cells[index]
            if place + 1 < len(places):
                at, end = place * column + widths[index], (place + 1) * column
                line += (" " if options.colours else "\t") * ((end - at + tab - 1) // tab)
        lines.append(line + "\n")
    return "".join(lines)


def _stream(cells: list[str], width: int) -> str:
    """Names with commas (printstream)."""
    text, used = "", 0
    for index, cell in enumerate(cells):
        last = index == len(cells) - 1
        if len(cell) + used + (0 if last else 2) >= width:
            text, used = text + "\n", 0
        text += cell if last else f"{cell}, "
        used += len(cell) + (0 if last else 2)
    return text + "\n"
