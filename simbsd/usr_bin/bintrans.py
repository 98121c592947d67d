"""base64(1), b64encode(1), b64decode(1), uuencode(1), uudecode(1): bytes as text that travels, and back.

Models usr.bin/bintrans (uuencode.c, uudecode.c); quoted-printable is in bintrans_qp.py.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.files import chmod, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, decode, encode, put, read_all
from simbsd.lib.unistd import close, exit, open, umask
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import is_number, to_int

CODERS = ("uuencode", "uudecode", "b64encode", "b64decode", "base64", "qp")
COLUMNS, UU_BYTES = 76, 45
RW = 0o666
ENCODE_USAGE = """\
usage: uuencode [-m] [-o outfile] [infile] remotefile
       b64encode [-o outfile] [infile] remotefile
"""
DECODE_USAGE = """\
usage: uudecode [-cimprs] [file ...]
       uudecode [-i] -o output_file [file]
       b64decode [-cimprs] [file ...]
       b64decode [-i] -o output_file [file]
"""
BASE64_USAGE = """\
usage: base64 [-w col | --wrap=col] [-d | --decode] [FILE]
       base64 --help
       base64 --version
"""
BASE64: Names = {
    "decode": ("d", ""), "ignore-garbage": ("i", ""), "wrap": ("w", ":"), "help": ("help", ""),
    "version": ("version", ""),
}  # fmt: skip


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Do what the name says; as bintrans what the first word says."""
    err = Err(argv)
    name, words = err.name, argv
    if name not in CODERS and len(argv) > 1:
        name, words = argv[1], argv[1:]
    if name in ("uuencode", "b64encode"):
        return await _encode(Err(words), words, name == "b64encode")
    if name in ("uudecode", "b64decode"):
        return await _decode(Err(words), words, name == "b64decode")
    if name == "base64":
        return await _base64(Err(words), words)
    if name == "qp":
        from simbsd.usr_bin.bintrans_qp import qp

        return await qp(words)
    lines = (
        "usage: {0} <uuencode | uudecode> ...", "       {0} <b64encode | b64decode> ...", "       {0} <base64> ...",
        "       {0} <qp> ...\n",
    )  # fmt: skip
    await printf("\n".join(lines).format(err.name), STDERR)
    return 64


async def _said(text: str, status: int) -> NoReturn:
    await printf(text, STDERR)
    await exit(status)


async def _input(err: Err, path: str | None) -> bytes:
    try:
        if path is None:
            return await read_all(STDIN)
        fd = await open(path, O_RDONLY)
        data = await read_all(fd)
        await close(fd)
        return data
    except Errno as error:
        await err.err(1, path or "stdin", error)


async def _columns(err: Err, text: str) -> int:
    if not is_number(text):
        await err.err(2, "columns argument must be non-negative" if is_number(text[1:]) else "", Errno(EINVAL))
    return to_int(text)


async def _base64(err: Err, words: list[str]) -> int:
    options, operands = await getopt_long(words, "diw:", BASE64)
    given = dict(options)
    if "version" in given:
        await _said("FreeBSD base64\n", 0)
    if "?" in given or "help" in given:
        await _said(BASE64_USAGE, 1 if "?" in given else 0)
    data = await _input(err, operands[0] if operands and operands[0] != "-" else None)
    if "d" in given:
        await put(STDOUT, _bytes_of(data))
        return 0
    columns = await _columns(err, given["w"]) if "w" in given else COLUMNS
    await put(STDOUT, wrapped(data, columns))
    return 0


def wrapped(data: bytes, columns: int) -> bytes:
    """Base 64 in lines of so many letters, in one when there are none."""
    text = base64.b64encode(data)
    if columns == 0:
        return text + b"\n"
    return b"".join(text[i : i + columns] + b"\n" for i in range(0, len(text), columns))


def _bytes_of(text: bytes) -> bytes:
    """What base 64 says, as far as it is that."""
    letters = bytes(
        byte for byte in text if byte in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    )
    body = letters.rstrip(b"=")
    whole = len(body) // 4 * 4 if len(body) % 4 == 1 else len(body)
    return base64.b64decode(body[:whole] + b"=" * (-whole % 4))


async def _encode(err: Err, words: list[str], is_base64: bool) -> int:
    options, operands = await getopt(words, "mo:rw:")
    given = dict(options)
    if "?" in given or not 1 <= len(operands) <= 2:
        await _said(ENCODE_USAGE, 1)
    columns = await _columns(err, given["w"]) if "w" in given else COLUMNS
    source = operands[0] if len(operands) == 2 else None
    data = await _input(err, source)
    mask = await umask(0)
    await umask(mask)
    mode = (await stat(source)).st_mode & 0o777 if source is not None else RW & ~mask
    if is_base64 or "m" in given:
        head, body, tail = "begin-base64", wrapped(data, columns) if data or not columns else b"", b"====\n"
    else:
        head, tail = "begin", b"`\nend\n"
        body = b"".join(_uu(data[i : i + UU_BYTES]) for i in range(0, len(data), UU_BYTES))
    text = body if "r" in given else encode(f"{head} {mode:o} {operands[-1]}\n") + body + tail
    try:
        out = await open(given["o"], O_WRONLY | O_CREAT | O_TRUNC) if "o" in given else STDOUT
    except Errno as error:
        await err.err(1, f"unable to open {given['o']} for output", error)
    await put(out, text)
    return 0


def _uu(data: bytes) -> bytes:
    return binascii.b2a_uu(data, backtick=True)


@dataclass(frozen=True, slots=True)
class Header:
    """A ``begin`` line: the mode and the name, and whether base 64 follows."""

    is_base64: bool
    mode: int
    name: str


async def _decode(err: Err, words: list[str], is_base64: bool) -> int:
    options, operands = await getopt(words, "cimo:prs")
    given = dict(options)
    if "?" in given or ("o" in given and ("c" in given or "p" in given or "s" in given or len(operands) > 1)):
        await _said(DECODE_USAGE, 1)
    status = 0
    for path in operands or [""]:
        name = path or "stdin"
        lines = (await _input(err, path or None)).splitlines()
        if "r" in given:
            header = Header(is_base64 or "m" in given, RW, "")
            status |= await _body(err, name, given, header, lines)
            continue
        status |= await _sections(err, name, lines, given)
    return status


async def _sections(err: Err, name: str, lines: list[bytes], given: dict[str, str]) -> int:
    """Each ``begin`` ... ``end`` of a file; only the first without -c."""
    found = False
    at = 0
    while at < len(lines):
        header = _header(decode(lines[at]))
        at += 1
        if header is None:
            continue
        found = True
        body: list[bytes] = []
        ends = (b"====",) if header.is_base64 else (b"end",)
        while at < len(lines) and lines[at] not in ends:
            body.append(lines[at])
            at += 1
        if at == len(lines):
            await err.warnx(f"{name}: {header.name}: short file")
            return 1
        if await _body(err, name, given, header, body):
            return 1
        if "c" not in given:
            return 0
    if not found:
        await err.warnx(f'{name}: missing or bad "begin" line')
        return 1
    return 0


async def _body(err: Err, name: str, given: dict[str, str], header: Header, lines: list[bytes]) -> int:
    """Decode the lines of one file and put it out; 1 when they are no such lines."""
    data, good = (_bytes_of(b"".join(lines)), True) if header.is_base64 else _from_uu(lines)
    await _put_out(err, name, given, header, data)
    if not good:
        target = given.get("o") or header.name or "stdout"
        await err.warnx(f"{name}: {target}: character out of range: [32-96]")
    return int(not good)


def _header(line: str) -> Header | None:
    words = line.split(" ", 2)
    if len(words) < 3 or words[0] not in ("begin", "begin-base64") or not all(d in "01234567" for d in words[1]):
        return None
    return Header(words[0] == "begin-base64", int(words[1] or "0", 8), words[2])


def _from_uu(lines: list[bytes]) -> tuple[bytes, bool]:
    """What lines say, up to the one that says nothing; False when a letter is out of range (uu_decode)."""
    data = bytearray()
    for line in lines:
        text = line + b"\n\0"
        left = text[0] - 32 & 63
        if not left:
            break
        for at in range(1, 4 * -(-left // 3), 4):
            group = text[at : at + (4 if left >= 3 else left + 1)]
            if len(group) < 2 or any(not 32 <= letter <= 96 for letter in group):
                return bytes(data), False
            bits = 0
            for letter in group.ljust(4, b" "):
                bits = bits << 6 | letter - 32 & 63
            data += bits.to_bytes(3, "big")[: min(left, 3)]
            left -= 3
    return bytes(data), True


async def _put_out(err: Err, name: str, given: dict[str, str], header: Header, data: bytes) -> None:
    """Into the file that the header or -o names, or to standard output (-p, -r)."""
    if "p" in given or ("r" in given and "o" not in given):
        await put(STDOUT, data)
        return
    path = given.get("o") or (header.name if "s" in given else header.name.rpartition("/")[2])
    try:
        fd = await open(path, O_WRONLY | O_CREAT | (O_EXCL if "i" in given else O_TRUNC))
    except Errno as error:
        await err.err(1, f"{name}: {path}", error)
    await put(fd, data)
    await close(fd)
    if "r" not in given:
        await chmod(path, header.mode & RW)
