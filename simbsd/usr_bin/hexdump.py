"""hexdump(1), hd(1), od(1): bytes as numbers and characters.

Models usr.bin/hexdump (hexsyntax.c, odsyntax.c, display.c, conv.c); leaves out formats of the user's own (-e, -f),
floating point, and od's old way of giving an offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.err import Err, progname
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDIN, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, leading_int, to_int

LINE = 16
BREATH = 200
UNITS = {"b": 512, "k": 1024, "m": 1048576}
SIZES = {"C": 1, "S": 2, "I": 4, "L": 8}
AMOUNT = re.compile(r"(0[xX][0-9a-fA-F]+|[0-9]+)([bkm]?)\Z")
HEX_USAGE = (
    "hexdump [-bcCdovx] [-e fmt] [-f fmt_file] [-n length]\n               [-s skip] [file ...]\n"
    "       hd      [-bcdovx]  [-e fmt] [-f fmt_file] [-n length]\n               [-s skip] [file ...]"
)
OD_USAGE = (
    "od [-aBbcDdeFfHhIiLlOosvXx] [-A base] [-j skip] [-N length] [-t type]\n          [[+]offset[.][Bb]] [file ...]"
)
ESCAPES = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
NAMES = (
    "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "lf", "vt", "ff", "cr", "so", "si", "dle",
    "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of output for each 16 bytes: units of ``size`` bytes in a ``kind``, each behind ``before``."""

    kind: str  # x, o, u, U (u with zeros), d, c (characters), a (names), C (canonical)
    size: int = 1
    width: int = 2
    before: str = ""
    after: str = " "


@dataclass(slots=True)
class Job:
    """What was asked."""

    err: Err
    base: str = "x"
    digits: int = 7
    gap: str = " "
    rows: list[Row] = field(default_factory=list)
    skip: int = 0
    length: int | None = None
    every: bool = False


# hexdump's options: digits of the address, what stands behind it, and the row.
HEX_ROWS = {
    "b": (7, " ", Row("o", 1, 3)), "c": (7, " ", Row("c", 1, 3)), "C": (8, "  ", Row("C")),
    "d": (7, " ", Row("U", 2, 5, "  ")), "o": (7, " ", Row("o", 2, 6, " ")), "x": (7, " ", Row("x", 2, 4, "   ")),
}  # fmt: skip
OD_TYPES = {
    "a": "a", "B": "o2", "o": "o2", "b": "o1", "c": "c", "d": "u2", "D": "u4", "H": "x4", "X": "x4", "h": "x2",
    "x": "x2", "I": "dL", "L": "dL", "l": "dL", "i": "dI", "O": "o4", "s": "d2",
}  # fmt: skip


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the files, taken as one, in lines of 16 bytes; 1 when one could not be read."""
    job = Job(Err(argv))
    paths = await (_od if progname(argv) == "od" else _hexdump)(job, argv)
    data, status = bytearray(), 0
    for path in paths or [""]:
        try:
            fd = STDIN if not path else await open(path, O_RDONLY)
            limit = None if job.length is None else max(job.skip + job.length - len(data), 0)
            data += await read_all(fd, limit)
            if path:
                await close(fd)
        except Errno as error:
            await job.err.warn(path or "stdin", error)
            status = 1
    if job.skip > len(data):
        await job.err.errx(1, "cannot skip past end of input")
    end = len(data) if job.length is None else min(len(data), job.skip + job.length)
    await _dump(job, bytes(data[job.skip : end]))
    return status


async def _hexdump(job: Job, argv: list[str]) -> list[str]:
    options, paths = await getopt(argv, "bcCdn:os:vx")
    if progname(argv) == "hd":
        job.digits, job.gap = 8, "  "
        job.rows.append(Row("C"))
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
        else:
            job.digits, job.gap, row = HEX_ROWS[letter]
            job.rows.append(row)
    job.rows = job.rows or [Row("x", 2, 4)]
    return paths


async def _skip(job: Job, text: str, message: str) -> None:
    found = AMOUNT.match(text)
    if found is None:
        await job.err.errx(1, f"{text}: {message}")
    job.skip = to_int(found.group(1), 0 if "x" in text.lower() or found.group(1)[0] != "0" else 8)
    job.skip *= UNITS.get(found.group(2), 1)


async def _od(job: Job, argv: list[str]) -> list[str]:
    job.base, job.gap = "o", "  "
    options, paths = await getopt(argv, "A:aBbcDdHhIij:LlN:Oost:vXx")
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
            await _types(job, text if letter == "t" else OD_TYPES[letter])
    if not job.rows:
        await _types(job, "oS")
    return paths


async def _types(job: Job, text: str) -> None:
    """The types of -t: a, c, or d, o, u, x with a size (odformat, odformatint)."""
    at = 0
    while at < len(text):
        kind = text[at]
        at += 1
        if kind in "ac":
            job.rows.append(Row(kind, 1, 3))
            continue
        if kind not in "oudx":
            await job.err.errx(1, f"{kind}: unrecognised format character")
        digits = re.match(r"[0-9]*|", text[at:])
        assert digits is not None
        size = SIZES.get(text[at : at + 1], 4)
        if is_number(digits.group()):
            size = to_int(digits.group())
            if size not in (1, 2, 4, 8):
                await job.err.errx(1, f"unsupported int size {size}")
        at += len(digits.group()) or (text[at : at + 1] in SIZES)
        width = 2 * size if kind == "x" else -(-8 * size // 3) + (kind == "d")
        job.rows.append(Row(kind, size, width, " " * (4 * size - width), ""))


async def _dump(job: Job, data: bytes) -> None:
    out, before, starred = Output(), b"", False
    for at in range(0, len(data), LINE):
        block = data[at : at + LINE]
        if block == before and len(block) == LINE and not job.every:
            await out.put("" if starred else "*\n")
            starred = True
            continue
        before, starred = block, False
        for number, row in enumerate(job.rows):
            address = _address(job, job.skip + at) + job.gap
            head = address if number == 0 or job.base == "x" else " " * len(address)
            await out.put(f"{head}{_row(row, block, data, at)}\n")
        if at // LINE % BREATH == 0:
            await tick()
    if data and job.base != "n":
        await out.put(f"{_address(job, job.skip + len(data))}\n")
    await out.flush()


def _address(job: Job, at: int) -> str:
    return " " * 7 if job.base == "n" else f"{at:0{job.digits}{job.base}}"


def _row(row: Row, block: bytes, data: bytes, start: int) -> str:
    """The units of a line, blanks where there are none any more."""
    if row.kind == "C":
        cells = [f"{byte:02x} " for byte in block] + ["   "] * (LINE - len(block))
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in block)
        return f"{''.join(cells[:8])} {''.join(cells[8:])} |{text}|"
    out = []
    for at in range(0, LINE, row.size):
        shown = _unit(row, block, at, data, start) if at < len(block) else ""
        out.append(f"{row.before}{shown:>{row.width}}{row.after}")
    return "".join(out).removesuffix(" ")


def _unit(row: Row, block: bytes, at: int, data: bytes, start: int) -> str:
    byte = block[at]
    if row.kind == "a":
        return NAMES[byte] if byte < 32 else "sp" if byte == 32 else "del" if byte == 127 else (
            chr(byte) if byte < 127 else f"{byte:02x}")  # fmt: skip
    if row.kind == "c":
        return _character(data, start + at)
    value = int.from_bytes(block[at : at + row.size].ljust(row.size, b"\0"), "little", signed=row.kind == "d")
    return str(value) if row.kind in "ud" else f"{value:0{row.width}{row.kind.replace('U', 'd')}}"


def _character(data: bytes, at: int) -> str:
    """A byte as a character: what follows in one of several bytes is shown as ``**`` (conv_c)."""
    byte = data[at]
    if byte in ESCAPES:
        return ESCAPES[byte]
    if byte < 127:
        return chr(byte) if byte >= 32 else f"{byte:03o}"
    for start in range(at, max(at - 4, -1), -1):
        for length in range(at - start + 1, 5):
            try:
                letter = data[start : start + length].decode()
            except UnicodeDecodeError:
                continue
            if len(letter) == 1 and length > 1 and start + length > at:
                return letter if start == at else "**"
    return f"{byte:03o}"
