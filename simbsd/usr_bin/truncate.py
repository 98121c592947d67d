"""truncate(1): set the length of files.

Models usr.bin/truncate/truncate.c; what is given back (-d) is written over with zeros, which is what fspacectl(2) does
on a file system without holes (vop_stddeallocate).
"""

from __future__ import annotations

import re

from simbsd.lib.err import Err
from simbsd.lib.files import fstat, ftruncate, stat
from simbsd.lib.getopt import Options, getopt
from simbsd.lib.unistd import close, lseek, open, write
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_WRONLY
from simbsd.sys.strtol import to_int

USAGE = (
    "truncate [-c] -s [+|-|%|/]size[K|k|M|m|G|g|T|t] file ...\n"
    "       truncate [-c] -r rfile file ...\n"
    "       truncate [-c] -d [-o offset[K|k|M|m|G|g|T|t]] -l length[K|k|M|m|G|g|T|t] file ..."
)
UNITS = {"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "P": 1 << 50, "E": 1 << 60}
NUMBER = re.compile(r"\s*[+]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)([bBkKmMgGtTpPeE]?)[bB]?")
CHUNK = 65536
OFF_MAX = (1 << 63) - 1


def expand_number(text: str) -> int | None:
    """A number with a unit (expand_number(3)); None when it is none, or too large."""
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    digits = found[1]
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits.startswith("0") else 10
    number = to_int(digits, base) * UNITS[found[2].upper()]
    return number if number <= OFF_MAX else None


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Set each file to a size: of its own (-s), with ``+ - % /`` relative to what it is, or another file's (-r)."""
    err = Err(argv)
    options, operands = await getopt(argv, "cdr:s:o:l:")
    given = dict(options)
    offset, length = await _range(err, options)
    if "?" in given or not operands or sum(letter in given for letter in "drs") != 1 or ("d" in given and not length):
        await err.usage(USAGE)
    flags = O_WRONLY if "c" in given else O_WRONLY | O_CREAT
    sign, size = "", 0
    if "d" in given:
        return max([await _deallocate(err, path, offset, length, flags) for path in operands])
    if "s" in given:
        sign = given["s"][:1] if given["s"][:1] in ("+", "-", "%", "/") else ""
        number = expand_number(given["s"].removeprefix(sign))
        if number is None:
            await err.errx(1, f"invalid size argument `{given['s']}'")
        size = number
    else:
        try:
            size = (await stat(given["r"])).st_size
        except Errno as error:
            await err.err(1, given["r"], error)
    status = 0
    for path in operands:
        status |= await _set(err, path, sign, size, flags)
    return status


async def _range(err: Err, options: Options) -> tuple[int, int]:
    """-o and -l: what -d gives back; a length of 0 for none."""
    offset = length = 0
    for letter, text in options:
        number = expand_number(text) if letter in "ol" else 0
        if letter == "o":
            if number is None:
                await err.errx(1, f"invalid offset argument `{text}'")
            offset = number
        elif letter == "l":
            if not number:
                await err.errx(1, f"invalid length argument `{text}'")
            length = number
    return offset, length


async def _open(err: Err, path: str, flags: int) -> int:
    """A descriptor; -1 for a file that is not there and shall not be made, -2 for another trouble, told."""
    try:
        return await open(path, flags, 0o644)
    except Errno as error:
        if error.errno == ENOENT:
            return -1
        await err.warn(path, error)
        return -2


async def _deallocate(err: Err, path: str, offset: int, length: int, flags: int) -> int:
    fd = await _open(err, path, flags)
    if fd < 0:
        return int(fd == -2)
    end = min((await fstat(fd)).st_size, offset + length)
    await lseek(fd, offset, 0)
    while offset < end:
        offset += await write(fd, bytes(min(end - offset, CHUNK)))
    await close(fd)
    return 0


async def _set(err: Err, path: str, sign: str, size: int, flags: int) -> int:
    fd = await _open(err, path, flags)
    if fd < 0:
        return int(fd == -2)
    status = 0
    try:
        old = (await fstat(fd)).st_size if sign else 0
        await ftruncate(fd, max(0, new_length(sign, size, old)))
    except Errno as error:
        await err.warn(path, error)
        status = 1
    await close(fd)
    return status


def new_length(sign: str, size: int, old: int) -> int:
    """The length that a sign and a size make of an old length; ``%`` rounds up to a multiple, ``/`` down."""
    if sign in ("+", "-"):
        return old + size if sign == "+" else old - size
    if not sign or size == 0:
        return size if not sign else old
    return -(-old // size) * size if sign == "%" else old // size * size
