"""split(1): a file in pieces.

Models usr.bin/split/split.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.err import EX_DATAERR, EX_IOERR, EX_NOINPUT, EX_USAGE, Err
from simbsd.lib.files import fstat
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDERR, STDIN, LineReader, decode, put
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import close, exit, open, read, tick
from simbsd.sys.errno import EEXIST, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.usr_bin.truncate import expand_number

USAGE = """\
usage: split [-cd] [-l line_count] [-a suffix_length] [file [prefix]]
       split [-cd] -b byte_count[K|k|M|m|G|g] [-a suffix_length] [file [prefix]]
       split [-cd] -n chunk_count [-a suffix_length] [file [prefix]]
       split [-cd] -p pattern [-a suffix_length] [file [prefix]]
"""
LINES, SUFFIX = 1000, 2
OLD = re.compile(r"\A-([cd]*)([0-9]+)\Z", re.ASCII)  # a number of lines right after a dash
LONG_MAX = (1 << 63) - 1
WORDS = {"l": "line count", "n": "number of chunks", "a": "suffix length"}


@dataclass(slots=True)
class Job:
    """What was asked, and the piece that is being written."""

    err: Err
    lines: int = 0
    size: int = 0
    chunks: int = 0
    pattern: Regex | None = None
    suffix: int = SUFFIX
    grows: bool = True
    digits: bool = False
    keeps: bool = False
    prefix: str = "x"
    number: int = 0
    pieces: int = 0
    fd: int = -1

    async def next(self) -> None:
        """Begin the next piece (newfile)."""
        if self.fd >= 0:
            await close(self.fd)
        letters = "0123456789" if self.digits else "abcdefghijklmnopqrstuvwxyz"
        while True:
            name = _name(self.number, self.suffix, letters)
            if self.number == len(letters) ** self.suffix:
                await self.err.errx(EX_DATAERR, "too many files")
            self.number += 1
            flags = O_WRONLY | O_CREAT | O_TRUNC | (O_EXCL if self.keeps else 0)
            try:
                self.fd = await open(self.prefix + name, flags)
            except Errno as error:
                if self.keeps and error.errno == EEXIST:
                    continue
                await self.err.err(EX_IOERR, self.prefix + name, error)
            self.pieces += 1
            if not self.digits and self.grows and name == "y" + "z" * (self.suffix - 1):
                # Names with z in front are longer by one letter, so that all of them stay in order.
                self.prefix, self.suffix, self.number = self.prefix + "z", self.suffix + 1, 0
            return


def _name(number: int, length: int, letters: str) -> str:
    name = ""
    for _ in range(length):
        number, rest = divmod(number, len(letters))
        name = letters[rest] + name
    return name


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Write the pieces of a file to files of their own."""
    job = Job(Err(argv))
    words = [OLD.sub(r"-\1l\2", word) for word in argv[1:]]
    options, operands = await getopt([*argv[:1], *words], "a:b:cdl:n:p:")
    for letter, text in options:
        await _option(job, letter, text)
    if len(operands) > 2 or (job.pattern is not None and (job.lines or job.size or job.chunks)):
        await _usage()
    if (job.lines and (job.size or job.chunks)) or (job.size and job.chunks):
        await _usage()
    fd = STDIN
    try:
        if operands and operands[0] != "-":
            fd = await open(operands[0], O_RDONLY)
    except Errno as error:
        await job.err.err(EX_NOINPUT, operands[0], error)
    job.prefix = operands[1] if len(operands) > 1 and operands[1] else "x"
    if job.chunks:
        size = (await fstat(fd)).st_size
        if job.chunks > size:
            await job.err.errx(1, f"can't split into more than {size} files")
        job.size = size // job.chunks
    await (_by_bytes if job.size else _by_lines)(job, fd)
    return 0


async def _usage() -> None:
    await printf(USAGE, STDERR)
    await exit(EX_USAGE)


async def _option(job: Job, letter: str, text: str) -> None:
    if letter == "?":
        await _usage()
    elif letter == "b":
        job.size = expand_number(text) or 0
        if not job.size:
            await job.err.errx(EX_USAGE, f"{text}: byte count is invalid")
    elif letter == "c":
        job.keeps = True
    elif letter == "d":
        job.digits = True
    elif letter == "p":
        try:
            job.pattern = Regex(text, extended=True)
        except RegexError as error:
            await job.err.errx(EX_USAGE, f"{text}: regex is invalid: {error}")
    else:
        if letter == "l" and job.lines:
            await _usage()
        try:
            number = strtonum(text, 0 if letter == "a" else 1, INT_MAX if letter == "a" else LONG_MAX)
        except ValueError as error:
            await job.err.errx(EX_USAGE, f"{text}: {WORDS[letter]} is {error}")
        if letter == "a":
            job.suffix, job.grows = number or SUFFIX, not number
        elif letter == "l":
            job.lines = number
        else:
            job.chunks = number


async def _by_lines(job: Job, fd: int) -> None:
    reader, count = LineReader(fd), 0
    while line := await reader.line():
        await tick()
        if job.pattern is not None:
            if await job.pattern.find(decode(line.removesuffix(b"\n"))) is not None:
                await job.next()
        elif count == (job.lines or LINES):
            await job.next()
            count = 0
        count += 1
        if job.fd < 0:
            await job.next()
        await put(job.fd, line)


async def _by_bytes(job: Job, fd: int) -> None:
    left = 0
    while data := await read(fd, 65536):
        while data:
            if not left and (not job.chunks or job.pieces < job.chunks):
                await job.next()
                left = job.size
            part = data[:left] if left else data
            await put(job.fd, part)
            data, left = data[len(part) :], max(0, left - len(part))
