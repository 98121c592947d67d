"""bintrans qp: bytes as quoted-printable text, and back.

Models usr.bin/bintrans/qp.c, which takes a line at a time and each up to its first zero byte.
"""

from __future__ import annotations

from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, put, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY

USAGE = "usage: bintrans qp [-u] [-o outputfile] [file name]\n"
_HEXADECIMAL = b"0123456789ABCDEFabcdef"
_WIDTH = 75


async def qp(argv: list[str]) -> int:
    """Encode a file, or standard input; -u decodes."""
    back, target, source = False, STDOUT, STDIN
    words = iter(argv[1:])
    for word in words:
        try:
            if not word.startswith("-"):
                source = await open(word, O_RDONLY)
            elif word[1:2] == "u":
                back = True
            elif word[1:2] == "o":
                word = next(words, "")
                if not word:
                    await printf("qp: -o requires a file name.\n", STDERR)
                    return 1
                target = await open(word, O_WRONLY | O_CREAT | O_TRUNC)
            else:
                await printf(USAGE, STDERR)
                return 1
        except Errno as error:
            await printf(f"{word}: {strerror(error.errno)}\n", STDERR)
            return 1
    convert = decoded if back else encoded
    data = await read_all(source)
    await put(target, b"".join(convert(line.partition(b"\0")[0]) for line in data.splitlines(keepends=True)))
    if target != STDOUT:
        await close(target)
    return 0


def decoded(line: bytes) -> bytes:
    """One line as it was; an equals sign that means nothing stays."""
    out, at = bytearray(), 0
    while at < len(line):
        rest = line[at + 1 : at + 3]
        if line[at : at + 1] != b"=" or not rest:
            out.append(line[at])
        elif rest == b"\r\n":
            at += 2
        elif rest[:1] == b"\n":
            at += 1
        elif len(rest) == 2 and rest[0] in _HEXADECIMAL and rest[1] in _HEXADECIMAL:
            out.append(int(rest, 16))
            at += 2
        else:
            out.append(line[at])
        at += 1
    return bytes(out)


def encoded(line: bytes) -> bytes:
    """One line as text that mail leaves alone, cut where it grows too long."""
    out, width, before = bytearray(), 0, 0
    for at, byte in enumerate(line):
        following = line[at + 1 : at + 2]
        ends = following in (b"\n", b"\r")
        if width == _WIDTH:
            out += b"=\r\n"
            width = 0
        if byte == 10:
            out += b"=\n" if before in b" \t" and before else b"\n"
            width = before = 0
        elif byte > 127 or byte == 61 or (byte == 46 and ends):
            out += b"=%02X" % byte
            width, before = width + 2, byte
        elif byte >= 33 or (byte in b" \t" and following and not ends):
            out.append(byte)
            before = byte
        else:
            out += b"=%02X" % byte
            width, before = width + 2, 95
        width += 1
    return bytes(out)
