"""stat(1), readlink(1): the attributes of files.

Models usr.bin/stat/stat.c; leaves out -H (NFS handles). What the kernel does not keep is 0: generation numbers, and the
device number of files that are no devices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.fflags import fflagstostr
from simbsd.lib.files import fstat, lstat, readlink, stat, statfs
from simbsd.lib.getopt import Options, getopt
from simbsd.lib.grp import getgrgid
from simbsd.lib.mode import strmode
from simbsd.lib.output import Output
from simbsd.lib.pwd import getpwuid
from simbsd.lib.realpath import resolved
from simbsd.lib.stdio import STDIN
from simbsd.lib.strftime import strftime
from simbsd.lib.strtonum import INT_MAX
from simbsd.lib.termios import ttyname
from simbsd.lib.unistd import boottime
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK
from simbsd.sys.strtol import to_int
from simbsd.sys.vnode import Stat

SYNOPSIS = "[-FLnq] [-f format | -l | -r | -s | -x] [-t timefmt] [file|handle ...]"
FORMATS = {
    "": '%d %i %Sp %l %Su %Sg %r %z "%Sa" "%Sm" "%Sc" "%SB" %k %b %#Xf %N',
    "r": "%d %i %#p %l %u %g %r %z %a %m %c %B %k %b %f %N",
    "l": "%Sp %l %Su %Sg %Z %Sm %N%SY",
    "F": "%Sp %l %Su %Sg %Z %Sm %N%T%SY",
    "s": "st_dev=%d st_ino=%i st_mode=%#p st_nlink=%l st_uid=%u st_gid=%g st_rdev=%r st_size=%z "
    "st_atime=%a st_mtime=%m st_ctime=%c st_birthtime=%B st_blksize=%k st_blocks=%b st_flags=%f",
    "x": '  File: "%N"%n  Size: %-11z  FileType: %HT%n'
    "  Mode: (%OMp%03OLp/%.10Sp)         Uid: (%5u/%8Su)  Gid: (%5g/%8Sg)%n"
    "Device: %Hd,%Ld   Inode: %i    Links: %l%nAccess: %Sa%nModify: %Sm%nChange: %Sc%n Birth: %SB",
}
TIME_FORMAT, LINUX_TIME = "%b %e %T %Y", "%c"
TYPES = {
    S_IFIFO: ("|", "Fifo File"), S_IFCHR: ("", "Character Device"), S_IFDIR: ("/", "Directory"),
    S_IFBLK: ("", "Block Device"), S_IFREG: ("", "Regular File"), S_IFLNK: ("@", "Symbolic Link"),
    S_IFSOCK: ("=", "Socket"),
}  # fmt: skip
TIMES = {"a": "st_atime", "m": "st_mtime", "c": "st_ctime", "B": "st_birthtime"}
NUMBERS = {"i": "st_ino", "l": "st_nlink", "z": "st_size", "b": "st_blocks"}
PAGE_SIZE, UFS_BLOCK = 4096, 32768
LONGEST = 1028  # PATH_MAX + 4: what one datum may print
SECOND, WORD = 1_000_000, (1 << 64) - 1
_DATUM = re.compile(r"%([#+\- 0]*)([0-9]*)(?:(\.)([0-9]*))?([DOUXFS]?)([HML]?)([RdiplugramcBzbkfvYTNZ]?)", re.ASCII)


class BadFormat(ValueError):
    """A format that cannot be used: the offending part."""


@dataclass(slots=True)
class Datum:
    """One part of a format: its text, printf's flags, width and precision, output form, piece, and what it shows."""

    text: str
    flags: str
    width: int
    precision: int
    form: str
    piece: str
    what: str


@dataclass(slots=True)
class Job:
    """What was asked, and whether a link could not be read (readlink's status)."""

    err: Err
    template: str
    times: str
    follow: bool
    plain: bool
    boot: int
    failed_link: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print each file's attributes as the format says."""
    err = Err(argv)
    reading = err.name == "readlink"
    options, operands = await getopt(argv, "fn" if reading else "f:FHlLnqrst:x")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or "H" in letters:
        await err.usage(f"{err.name} " + ("[-fn] [file ...]" if reading else SYNOPSIS))
    template = ("%R" if "f" in letters else "%Y") if reading else await _template(err, options)
    times = [text for letter, text in options if letter == "t"]
    boot = await boottime()
    default = LINUX_TIME if "x" in letters else TIME_FORMAT
    job = Job(err, template, times[-1] if times else default, "L" in letters, "n" in letters, boot)
    out, failed = Output(), False
    try:
        for number, path in enumerate(operands or [""], 1):
            try:
                info = await _attributes(job, path)
            except Errno as error:
                failed = job.failed_link = True
                if not reading and "q" not in letters:
                    await out.flush()
                    await err.warn(path or "(stdin)", error)
                continue
            await out.put(await _line(job, path or await ttyname(STDIN) or "(stdin)", info, number))
    except BadFormat as error:
        await out.flush()
        await err.errx(1, f"{error}: bad format")
    await out.flush()
    return int(job.failed_link if reading else failed)


async def _template(err: Err, options: Options) -> str:
    chosen, template = "", FORMATS[""]
    for letter, text in options:
        if letter in "flrsx":
            if chosen:
                await err.errx(1, f"can't use format '{chosen}' with '{letter}'")
            chosen, template = letter, text if letter == "f" else FORMATS[letter]
    if any(letter == "F" for letter, _ in options):
        if chosen not in ("", "l"):
            await err.errx(1, f"can't use format '{chosen}' with -F")
        template = FORMATS["F"]
    return template


async def _attributes(job: Job, path: str) -> Stat:
    if not path:
        return await fstat(STDIN)
    if not job.follow:
        return await lstat(path)
    try:
        return await stat(path)
    except Errno as error:
        if error.errno != ENOENT:
            raise
        return await lstat(path)


async def _line(job: Job, path: str, info: Stat, number: int) -> str:
    """The format with everything filled in, and a newline unless it ends in one (output)."""
    text, template, at = "", job.template, 0
    simple = {"n": "\n", "t": "\t", "%": "%", "@": str(number)}
    while at < len(template):
        if template[at] != "%":
            text += template[at]
            at += 1
        elif template[at + 1 : at + 2] in simple:
            text += simple[template[at + 1]]
            at += 2
        else:
            found = _DATUM.match(template, at)
            assert found is not None
            at = found.end()
            width = to_int(found.group(2)) if found.group(2) else -1
            precision = to_int(found.group(4) or "0") if found.group(3) else -1
            if not found.group(7) or max(width, precision) > INT_MAX:
                raise BadFormat(template[found.start() : at + 1])
            datum = Datum(found.group(), found.group(1), width, precision, *found.groups()[4:])
            text += (await _show(job, datum, path, info))[:LONGEST]
    return text if job.plain or text.endswith("\n") or not text else text + "\n"


async def _show(job: Job, datum: Datum, path: str, info: Stat) -> str:
    """One datum as text (format1)."""
    if datum.what == "Z":
        if info.st_mode & S_IFMT not in (S_IFCHR, S_IFBLK):
            datum.what = "z"
            return await _show(job, datum, path, info)
        datum.what = "r"
        pieces = []
        for piece in "HL":
            datum.piece = piece
            pieces.append(await _show(job, datum, path, info))
        return ",".join(pieces)
    if datum.what in TIMES:
        return _time(job, datum, getattr(info, TIMES[datum.what]))
    number, text, form = await _value(job, datum, path, info)
    form = datum.form or form
    if form == "F" or (form == "S" and text is None) or (form != "S" and number is None):
        raise BadFormat(datum.text)
    if form == "S":
        assert text is not None
        return _padded("", text if datum.precision < 0 else text[: datum.precision], datum, zeros=False)
    assert number is not None
    return _digits(number, form, datum)


def _pieces(datum: Datum, pieces: dict[str, tuple[int | None, str | None]]) -> tuple[int | None, str | None]:
    if datum.piece not in pieces:
        raise BadFormat(datum.text)
    return pieces[datum.piece]


async def _value(job: Job, datum: Datum, path: str, info: Stat) -> tuple[int | None, str | None, str]:
    """The number and the text that a datum may be shown as, and which of its forms is the usual one."""
    what, kind = datum.what, info.st_mode & S_IFMT
    if what in "dr":
        number = info.st_dev if what == "d" else info.st_ino if kind in (S_IFCHR, S_IFBLK) else 0
        name = info.st_rdev if what == "r" and kind == S_IFCHR else f"#{'C' if kind == S_IFCHR else 'B'}:0x{number:x}"
        major = (number >> 32 & 0xFFFFFF00) | (number >> 8 & 0xFF)
        minor = (number >> 24 & 0xFF00) | (number & 0xFFFF00FF)
        return *_pieces(datum, {"": (number, name), "H": (major, name), "L": (minor, name)}), "U"
    if what == "p":
        mode, text = info.st_mode, strmode(info.st_mode).rstrip()
        parts: dict[str, tuple[int | None, str | None]] = {
            "": (mode, text), "H": (mode >> 12, text[1:4]), "M": (mode >> 9 & 7, text[4:7]),
            "L": (mode & 0o777, text[7:]),
        }  # fmt: skip
        return *_pieces(datum, parts), "O"
    if what == "T":
        mark, name = TYPES.get(kind, ("", "???"))
        mark = "*" if kind == S_IFREG and info.st_mode & 0o111 else mark
        return *_pieces(datum, {"": (None, mark), "L": (None, mark), "H": (None, name)}), "S"
    if datum.piece:
        raise BadFormat(datum.text)
    if what in NUMBERS:
        return getattr(info, NUMBERS[what]), None, "U"
    if what == "u":
        user = await getpwuid(info.st_uid)
        return info.st_uid, user.pw_name if user else f"({info.st_uid})", "U"
    if what == "g":
        group = await getgrgid(info.st_gid)
        return info.st_gid, group.gr_name if group else f"({info.st_gid})", "U"
    if what == "f":
        return info.st_flags, fflagstostr(info.st_flags) or "-", "U"
    if what in "kv":
        return (await _blocksize(path) if what == "k" else 0), None, "U"
    if what == "N":
        return None, path, "S"
    return None, await _target(job, datum, path, kind), "S"


async def _blocksize(path: str) -> int:
    """st_blksize: the preferred size of the file system, at least a page."""
    try:
        return UFS_BLOCK if (await statfs(path)).f_fstypename == "ufs" else PAGE_SIZE
    except Errno:
        return PAGE_SIZE


async def _target(job: Job, datum: Datum, path: str, kind: int) -> str:
    """%Y and %R: where a link leads, a path without links; the arrow only when text was asked for by S."""
    arrow = " -> " if datum.form == "S" else ""
    try:
        if datum.what == "R":
            place, error = await resolved(path)
            if error is None:
                return arrow + place
            job.failed_link = True
            return "" if arrow else place
        if kind == S_IFLNK:
            return arrow + await readlink(path)
    except Errno:
        pass
    job.failed_link = True
    return ""


def _time(job: Job, datum: Datum, us: int) -> str:
    """A time in seconds, as a decimal number (F) or as the time format has it (S)."""
    if datum.piece:
        raise BadFormat(datum.text)
    seconds, rest = divmod(job.boot + us, SECOND)
    if datum.form == "S":
        text = strftime(job.times, seconds)
        return _padded("", text if datum.precision < 0 else text[: datum.precision], datum, zeros=False)
    if datum.form != "F":
        return _digits(seconds, datum.form or "D", datum)
    places = 9 if datum.precision < 0 else min(datum.precision, LONGEST)
    head = Datum(datum.text, datum.flags, max(datum.width - places - 1, 0), -1, "D", "", datum.what)
    if places == 0:
        head.width = max(datum.width, 0)
        return _digits(seconds, "D", head)
    return f"{_digits(seconds, 'D', head)}." + f"{rest * 1000:09}"[:places].ljust(places, "0")


def _digits(number: int, form: str, datum: Datum) -> str:
    """printf's %lld, %llo, %llu or %llx."""
    number = number if form == "D" else number & WORD
    sign = "-" if number < 0 else ""
    if form == "D" and not sign:
        sign = "+" if "+" in datum.flags else " " if " " in datum.flags else ""
    body = {"O": f"{abs(number):o}", "X": f"{abs(number):x}"}.get(form, str(abs(number)))
    body = body.rjust(min(datum.precision, LONGEST), "0") if datum.precision >= 0 else body
    if "#" in datum.flags and form == "O" and body[0] != "0":
        body = "0" + body
    if "#" in datum.flags and form == "X" and number:
        sign = "0x"
    return _padded(sign, body, datum, zeros=datum.precision < 0)


def _padded(sign: str, body: str, datum: Datum, zeros: bool) -> str:
    width = min(datum.width, LONGEST)
    if "-" in datum.flags:
        return (sign + body).ljust(width)
    if "0" in datum.flags and zeros:
        return sign + body.rjust(width - len(sign), "0")
    return (sign + body).rjust(width)
