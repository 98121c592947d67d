"""hexdump(1), hd(1), od(1): bytes as numbers and characters.

Models usr.bin/hexdump (hexdump.c, hexsyntax.c, odsyntax.c); the formats are in hexdump_format.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.locale import is_utf8
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import leading_int, to_int
from simbsd.usr_bin.hexdump_format import BadFormat, Display, Unit, parse

BREATH = 200
UNITS = {"b": 512, "k": 1024, "m": 1048576}
SIZES = {"C": 1, "S": 2, "I": 4, "L": 8}
FLOATS = {"F": 4, "D": 8}
AMOUNT = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)([bkm]?)\Z")
HEX_USAGE = (
    "hexdump [-bcCdovx] [-e fmt] [-f fmt_file] [-n length]\n               [-s skip] [file ...]\n"
    "       hd      [-bcdovx]  [-e fmt] [-f fmt_file] [-n length]\n               [-s skip] [file ...]"
)
OD_USAGE = (
    "od [-aBbcDdeFfHhIiLlOosvXx] [-A base] [-j skip] [-N length] [-t type]\n          [[+]offset[.][Bb]] [file ...]"
)
# hexdump's options as formats.
CANONICAL = (
    '"%08.8_Ax\n"', '"%08.8_ax  " 8/1 "%02x " "  " 8/1 "%02x " ', '"  |" 16/1 "%_p" "|\\n"',
)  # fmt: skip
END = '"%07.7_Ax\n"'
FORMATS = {
    "b": (END, '"%07.7_ax " 16/1 "%03o " "\\n"'), "c": (END, '"%07.7_ax " 16/1 "%3_c " "\\n"'), "C": CANONICAL,
    "d": (END, '"%07.7_ax " 8/2 "  %05u " "\\n"'), "o": (END, '"%07.7_ax " 8/2 " %06o " "\\n"'),
    "x": (END, '"%07.7_ax " 8/2 "   %04x " "\\n"'),
}  # fmt: skip
USUAL = (END, '"%07.7_ax " 8/2 "%04x " "\\n"')
PADDING = '"         "'
# od's options as types of -t.
OD_TYPES = {
    "a": "a", "B": "o2", "o": "o2", "b": "o1", "c": "c", "d": "u2", "D": "u4", "e": "fD", "F": "fD", "f": "fF",
    "H": "x4", "X": "x4", "h": "x2", "x": "x2", "I": "dL", "L": "dL", "l": "dL", "i": "dI", "O": "o4", "s": "d2",
}  # fmt: skip


@dataclass(slots=True)
class Job:
    """What was asked; ``base`` is that of od's addresses."""

    err: Err
    od: bool = False
    base: str = "o"
    formats: list[list[Unit]] = field(default_factory=list)
    skip: int = 0
    length: int | None = None
    every: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the files, taken as one, by formats; 1 when one could not be read."""
    err = Err(argv)
    job = Job(err, err.name.endswith("od"))
    try:
        paths = await (_od if job.od else _hexdump)(job, argv)
        display = Display(job.formats, job.od, is_utf8(envp))
    except BadFormat as error:
        await err.errx(1, str(error))
    data, status = bytearray(), 0
    for path in paths or [""]:
        try:
            fd = STDIN if not path else await open(path, O_RDONLY)
            limit = None if job.length is None else max(job.skip + job.length - len(data), 0)
            data += await read_all(fd, limit)
            if path:
                await close(fd)
        except Errno as error:
            await err.warn(path or "stdin", error)
            status = 1
    if job.skip > len(data) and job.od:
        await err.errx(1, "cannot skip past end of input")
    start = min(job.skip, len(data))
    end = len(data) if job.length is None else min(len(data), start + job.length)
    await _dump(job, display, bytes(data[start:end]), start)
    return status


async def _dump(job: Job, display: Display, data: bytes, start: int) -> None:
    out = Output()
    for number, line in enumerate(display.lines(data, start, job.every), 1):
        await out.put(line)
        if number % BREATH == 0:
            await tick()
    await out.flush()


async def _hexdump(job: Job, argv: list[str]) -> list[str]:
    options, paths = await getopt(argv, "bcCde:f:n:os:vx")
    if job.err.name.endswith("hd"):
        _add(job, *CANONICAL)
    for letter, text in options:
        if letter == "?":
            await job.err.usage(HEX_USAGE)
        elif letter == "n":
            job.length = leading_int(text)
            if job.length < 0:
                await job.err.errx(1, f"{text}: bad length value")
        elif letter == "s":
            await _skip(job, text, "bad skip value")
        elif letter == "v":
            job.every = True
        elif letter == "e":
            _add(job, text)
        elif letter == "f":
            await _file(job, text)
        else:
            _add(job, *FORMATS[letter])
    if not job.formats:
        _add(job, *USUAL)
    return paths


def _add(job: Job, *texts: str) -> None:
    job.formats += [parse(text) for text in texts]


async def _file(job: Job, path: str) -> None:
    """Formats of a file, a line each; empty lines and comments are none (addfile)."""
    try:
        fd = await open(path, O_RDONLY)
        text = decode(await read_all(fd))
        await close(fd)
    except Errno as error:
        await job.err.err(1, path, error)
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            _add(job, line.lstrip())


async def _skip(job: Job, text: str, message: str) -> None:
    found = AMOUNT.match(text)
    if found is None:
        await job.err.errx(1, f"{text}: {message}")
    job.skip = to_int(found.group(1), 0 if "x" in text.lower() or found.group(1)[0] != "0" else 8)
    job.skip *= UNITS.get(found.group(2), 1)


async def _od(job: Job, argv: list[str]) -> list[str]:
    options, paths = await getopt(argv, "A:aBbcDdeFfHhIij:LlN:Oost:vXx")
    rows: list[str] = []
    for letter, text in options:
        if letter == "?":
            await job.err.usage(OD_USAGE)
        elif letter == "A":
            if text[:1] not in ("d", "o", "x", "n"):
                await job.err.errx(1, f"{text}: invalid address base")
            job.base = text[0]
        elif letter == "j":
            await _skip(job, text, "invalid skip amount")
        elif letter == "N":
            job.length = leading_int(text)
            if job.length <= 0:
                await job.err.errx(1, f"{text}: invalid length")
        elif letter == "v":
            job.every = True
        else:
            rows += await _types(job, text if letter == "t" else OD_TYPES[letter])
    rows = rows or await _types(job, "oS")
    paths = _offset(job, paths)
    if job.base == "n":
        _add(job, PADDING)
    else:
        _add(job, f'"%07.7_A{job.base}\n"', f'"%07.7_a{job.base}  "')
    for number, row in enumerate(rows):
        _add(job, *(() if not number else (PADDING,)), row)
    return paths


def _offset(job: Job, paths: list[str]) -> list[str]:
    """The old way of giving an offset, as the only operand or the second (odoffset); what is no offset is a file."""
    if not paths:
        return paths
    text = paths[0] if len(paths) == 1 else paths[1]
    if not text.startswith("+") and (len(paths) < 2 or not re.match(r"[0-9]|x[0-9a-fA-F]", text)):
        return paths
    found = re.fullmatch(r"\+?(?:(?:x|0x)([0-9a-fA-F]+)|([0-9]+)\.|([0-7]+))([Bb]?)", text)
    if found is None:
        return paths
    hexadecimal, decimal, octal, unit = found.groups()
    base = 16 if hexadecimal else 10 if decimal else 8
    job.skip = to_int(hexadecimal or decimal or octal, base) * {"B": 1024, "b": 512}.get(unit, 1)
    if job.base != "n":
        job.base = {16: "x", 10: "d"}.get(base, job.base)
    return paths[:1]


async def _types(job: Job, text: str) -> list[str]:
    """The types of -t as formats: a, c, or d, f, o, u, x with a size (odformat, odformatint, odformatfp)."""
    rows: list[str] = []
    at = 0
    while at < len(text):
        kind = text[at]
        at += 1
        if kind in "ac":
            rows.append(f'16/1 "%3_{"u" if kind == "a" else "c"} " "\\n"')
            continue
        if kind not in "dfoux":
            await job.err.errx(1, f"{kind}: unrecognised format character")
        named = FLOATS if kind == "f" else SIZES
        digits = re.match(r"[0-9]*", text[at:])
        assert digits is not None
        size = named.get(text[at : at + 1], 8 if kind == "f" else 4)
        if digits.group():
            size = to_int(digits.group())
            if size not in named.values():
                what = "floating point" if kind == "f" else "int"
                await job.err.errx(1, f"unsupported {what} size {size}" if size else f"{text[at:]}: invalid size")
        at += len(digits.group()) or (text[at : at + 1] in named)
        rows.append(_float(size) if kind == "f" else _integer(kind, size))
    return rows


def _integer(kind: str, size: int) -> str:
    digits = 2 * size if kind == "x" else -(-8 * size // 3) + (kind == "d")
    blanks, zero = " " * (4 * size - digits), "" if kind in "du" else "0"
    return f'{16 // size}/{size} "{blanks}%{zero}{digits}{kind}" "\\n"'


def _float(size: int) -> str:
    digits = 6 if size == 4 else 15
    return f'{16 // size}/{size} " %{digits + 8}.{digits}e " "\\n"'
