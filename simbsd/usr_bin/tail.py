"""tail(1): the last lines or bytes, and what is added later.

Models usr.bin/tail; -f looks again four times a second, as the real one does where kqueue(2) cannot tell, and -F once.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.files import fstat
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.stdio import STDIN, STDOUT, put, puts, read_all
from simbsd.lib.unistd import close, nanosleep, open, read
from simbsd.sys.errno import EINVAL, ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int

USAGE = "tail [-F | -f | -r] [-q] [-b # | -c # | -n #] [file ...]"
SECOND = 1_000_000
NAMES: Names = {
    "blocks": ("b", ":"), "bytes": ("c", ":"), "lines": ("n", ":"), "quiet": ("q", ""), "silent": ("q", ""),
    "verbose": ("v", ""),
}  # fmt: skip
UNITS = {"b": 512, "c": 1, "n": 1}
SCALES = "kmgtpe"  # expand_number(3)
INT64_MAX = (1 << 63) - 1


@dataclass(slots=True)
class Part:
    """What is shown of a file: ``count`` lines (``unit`` n) or bytes, from the start or the end; None: everything."""

    unit: str = "n"
    count: int | None = 10
    from_start: bool = False
    reverse: bool = False

    def of(self, data: bytes) -> bytes:
        """The part of a text that is asked for."""
        if self.unit != "n":
            parts = [data[i : i + 1] for i in range(len(data))]
        else:
            parts = data.splitlines(keepends=True)
        if self.count is not None and self.from_start:
            parts = parts[max(self.count, 0) :]
        elif self.count is not None:
            parts = parts[len(parts) - min(self.count, len(parts)) :]
        return b"".join(reversed(parts) if self.reverse else parts)


class Tail:
    """One run: ``titled`` says whether files have titles, ``apart`` whether even the first stands apart, ``status``
    what went wrong so far.
    """

    def __init__(self, err: Err, part: Part, titled: bool, apart: bool) -> None:
        self.err, self.part, self.titled, self.apart = err, part, titled, apart
        self.last, self.status = "", 0

    async def show(self, path: str, fd: int) -> None:
        """The part of a file (forward, reverse)."""
        data = await read_all(fd)
        await self._title(path)
        await put(STDOUT, self.part.of(data))

    async def _title(self, path: str) -> None:
        if self.titled:
            await puts(f"{chr(10) if self.apart else ''}==> {path} <==\n")
        self.apart = True

    async def complain(self, path: str, error: Errno) -> None:
        """A file that cannot be read (ierr)."""
        await self.err.warn(path, error)
        self.status = 1

    async def added(self, path: str, fd: int) -> None:
        """What has come since; a title when another file spoke last (show)."""
        while data := await read(fd, 65536):
            if path != self.last:
                await self._title(path)
                self.last = path
            await put(STDOUT, data)

    async def follow(self, files: dict[str, int | None], by_name: bool) -> None:
        """For ever (follow); with -F the file that has a name now takes the place of one that had it."""
        self.last = list(files)[-1]
        while True:
            for path, fd in files.items():
                if by_name and fd != STDIN:
                    files[path] = await self._again(path, fd)
            for path, fd in files.items():
                if fd is not None:
                    await self.added(path, fd)
            await nanosleep(SECOND if by_name else SECOND // 4)

    async def _again(self, path: str, fd: int | None) -> int | None:
        try:
            now = await open(path, O_RDONLY)
        except Errno as error:
            if fd is not None:
                if error.errno != ENOENT:
                    await self.complain(path, error)
                await self.added(path, fd)
                await close(fd)
            return None
        if fd is None:
            return now
        there, here = await fstat(now), await fstat(fd)
        if (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino):
            await close(now)
            return fd
        await self.added(path, fd)
        await close(fd)
        return now


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the last ten lines of each file, or as -b, -c and -n say (+N: from there on); -r in reverse, -f for ever.
    """
    err = Err(argv)
    options, operands = await getopt_long(_modern(argv), "+Fb:c:fn:qrv", NAMES, "POSIXLY_CORRECT" in envp)
    letters = [letter for letter, _ in options]
    follows = "f" in letters or "F" in letters
    sized = [(letter, text) for letter, text in options if letter in UNITS]
    if "?" in letters or (follows and "r" in letters) or len(sized) > 1:
        await err.usage(USAGE)
    part = Part(reverse="r" in letters, count=None if "r" in letters else 10)
    for unit, text in sized:
        part.unit = unit
        part.count, part.from_start = await _offset(err, unit, text)
        part.from_start &= not part.reverse
    asked = [letter for letter in letters if letter in "qv"]
    titled = asked[-1:] == ["v"] or (len(operands) > 1 and asked[-1:] != ["q"])
    tail = Tail(err, part, titled, follows)
    files: dict[str, int | None] = {}
    for path in operands or [""]:
        try:
            files[path] = fd = await open(path, O_RDONLY) if path else STDIN
            await tail.show(path, fd)
        except Errno as error:
            files[path] = None
            if "F" not in letters or error.errno != ENOENT:
                await tail.complain(path or "stdin", error)
    active = "F" in letters or any(fd is not None for fd in files.values())
    if follows and active and (operands or not await _is_pipe()):
        await tail.follow(files, "F" in letters)
    return tail.status


async def _is_pipe() -> bool:
    """A pipe is not followed (POSIX)."""
    return (await fstat(STDIN)).st_mode & 0o170000 == 0o010000


def _modern(argv: list[str]) -> list[str]:
    """``-5`` and ``+5`` are old ways to write ``-n5`` and ``-n+5``."""
    words = list(argv)
    if len(words) > 1 and words[1][:1] in ("-", "+") and is_number(words[1][1:]):
        words[1] = f"-n{words[1][1:] if words[1][0] == '-' else words[1]}"
    return words


async def _offset(err: Err, unit: str, text: str) -> tuple[int, bool]:
    """The count, and whether it counts from the start (the macro ARG); what stands there is 1, not 0."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    scale = SCALES.find(digits[-1:].lower()) + 1 if digits else 0
    number = digits[:-1] if scale else digits
    if not is_number(number):
        await err.err(1, f"illegal offset -- {text}", EINVAL)
    count = to_int(number) << 10 * scale
    if count > INT64_MAX // UNITS[unit]:
        await err.errx(1, f"illegal offset -- {text}")
    from_start = text.startswith("+")
    return (count - bool(count and from_start)) * UNITS[unit], from_start
