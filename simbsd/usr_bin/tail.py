"""tail(1): the last lines or bytes, and what is added later.

Models usr.bin/tail; leaves out kqueue(2): -f looks again twenty times a second.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.files import fstat, stat
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.stdio import STDIN, STDOUT, put, puts, read_all
from simbsd.lib.unistd import close, lseek, nanosleep, open, read
from simbsd.sys.errno import EINVAL, ENOENT, ESPIPE, Errno
from simbsd.sys.fcntl import O_RDONLY, SEEK_CUR, SEEK_END
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.truncate import expand_number

USAGE = "tail [-F | -f | -r] [-q] [-b # | -c # | -n #] [file ...]"
INTERVAL = 50_000
BLOCK = 512
NAMES: Names = {
    "blocks": ("b", ":"), "bytes": ("c", ":"), "lines": ("n", ":"), "quiet": ("q", ""), "silent": ("q", ""),
    "verbose": ("v", ""),
}  # fmt: skip


@dataclass(slots=True)
class File:
    """A file that is followed: its descriptor (None while it is not there) and what it was when it was opened."""

    path: str
    fd: int | None
    info: Stat | None


@dataclass(frozen=True, slots=True)
class Part:
    """What is asked for: a count of lines or bytes (None: everything), from the start or the end, in reverse."""

    unit: str
    count: int | None
    from_start: bool
    reverse: bool

    def of(self, data: bytes) -> bytes:
        """That part of a text; reversed is the order of its lines, whatever the unit was."""
        if self.count is None:
            chosen = data
        elif self.unit == "n":
            lines = data.splitlines(keepends=True) if b"\r" not in data else _lines(data)
            skip = max(self.count - 1, 0) if self.from_start else max(len(lines) - self.count, 0)
            chosen = b"".join(lines[skip:])
        else:
            chosen = data[max(self.count - 1, 0) :] if self.from_start else data[max(len(data) - self.count, 0) :]
        return b"".join(reversed(_lines(chosen))) if self.reverse else chosen


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the last ten lines of each file, or as -n -c -b say (+N: from there on), -r in reverse, -f for ever."""
    err = Err(argv)
    options, operands = await getopt_long(await _modern(err, argv), "+Fb:c:fn:qrv", NAMES, "POSIXLY_CORRECT" in envp)
    letters = "".join(letter for letter, _ in options)
    counted = [(letter, text) for letter, text in options if letter in "bcn"]
    follows = "f" in letters or "F" in letters
    if "?" in letters or len(counted) > 1 or (follows and "r" in letters):
        await err.usage(USAGE)
    part = await _part(err, counted, "r" in letters)
    told = max(letters.rfind("q"), letters.rfind("v"))
    headed = letters[told] == "v" if told >= 0 else len(operands) > 1
    if not operands and follows and await _is_pipe():
        follows = False
    if follows:
        files = [await _opened(err, path, "F" in letters) for path in operands] or [File("stdin", STDIN, None)]
        await _follow(err, files, part, headed, "F" in letters)
        return 1 if any(file.fd is None for file in files) else 0
    return await _show(err, operands, part, headed)


async def _show(err: Err, operands: list[str], part: Part, headed: bool) -> int:
    """The wanted part of each file, one after the other."""
    status, first = 0, True
    for path in operands or [""]:
        try:
            fd = await open(path, O_RDONLY) if path else STDIN
            if headed and path:
                await puts(f"{'' if first else chr(10)}==> {path} <==\n")
                first = False
            data = await read_all(fd)
        except Errno as error:
            await err.warn(path or "stdin", error)
            status = 1
            continue
        try:
            await put(STDOUT, part.of(data))
        except Errno as error:
            await err.err(1, "stdout", error)
        if path:
            await close(fd)
    return status


async def _modern(err: Err, argv: list[str]) -> list[str]:
    """``-5``, ``+5``, ``-3lf``: the old way to write ``-n-5``, ``-n+5``, ``-fn-3`` (obsolete())."""
    words, index = list(argv), 1
    while index < len(words):
        word = words[index]
        if word[:1] not in ("-", "+") or word.startswith("--") or len(word) < 2:
            break
        if word[1].isdigit():
            body, flag = (word[:-1], word[-1]) if word[-1] in "Ffr" else (word, "")
            unit = "n" if body[-1].isdigit() or body[-1] == "l" else body[-1]
            if unit not in "bcn":
                await err.errx(1, f"illegal option -- {word}")
            words[index] = f"-{flag}{unit}{body.rstrip('bcl')}"
        elif word[1] in "bcn":
            index += len(word) == 2
        elif word[1] not in "Ffr":
            break
        index += 1
    return words


async def _part(err: Err, counted: list[tuple[str, str]], reverse: bool) -> Part:
    if not counted:
        return Part("n", None if reverse else 10, False, reverse)
    letter, text = counted[0]
    number = expand_number(text[1:] if text[:1] in ("+", "-") else text)
    if number is None:
        if text.lstrip("+-")[:1].isdigit():
            await err.errx(1, f"illegal offset -- {text}")
        await err.err(1, f"illegal offset -- {text}", Errno(EINVAL))
    scale = BLOCK if letter == "b" else 1
    from_start = text.startswith("+") and not reverse
    skipped = max(number - 1, 0) * scale if text.startswith("+") else number * scale
    count = skipped + 1 if from_start else skipped
    return Part("n" if letter == "n" else "c", count, from_start, reverse)


async def _is_pipe() -> bool:
    """POSIX: nothing is followed at the end of a pipe."""
    try:
        await lseek(STDIN, 0, SEEK_CUR)
    except Errno as error:
        return error.errno == ESPIPE
    return False


async def _opened(err: Err, path: str, patient: bool) -> File:
    try:
        fd = await open(path, O_RDONLY)
    except Errno as error:
        if not (patient and error.errno == ENOENT):
            await err.warn(path, error)
        return File(path, None, None)
    return File(path, fd, await fstat(fd))


async def _follow(err: Err, files: list[File], part: Part, headed: bool, by_name: bool) -> None:
    """For ever: what is added to any of the files, each under its name when another one spoke before."""
    for file in files:
        if file.fd is not None:
            if headed:
                await puts(f"\n==> {file.path} <==\n")
            await put(STDOUT, part.of(await read_all(file.fd)))
    last = files[-1]
    while by_name or any(file.fd is not None for file in files):
        for file in files:
            replacement = await _replacement(file) if by_name and file.fd != STDIN else file
            last = await _more(file, last, headed)
            if replacement is not file:
                if file.fd is not None:
                    await close(file.fd)
                file.fd, file.info = replacement.fd, replacement.info
                last = await _more(file, last, headed)
        await nanosleep(INTERVAL)


async def _replacement(file: File) -> File:
    """What stands under the name now: the same file, another one, or none."""
    try:
        info = await stat(file.path)
        if file.info is not None and (info.st_dev, info.st_ino) == (file.info.st_dev, file.info.st_ino):
            return file
        return File(file.path, await open(file.path, O_RDONLY), info)
    except Errno:
        return File(file.path, None, None)


async def _more(file: File, last: File, headed: bool) -> File:
    """Print what was added; who spoke last. A file that became shorter is followed from its new end."""
    if file.fd is None:
        return last
    if file.info is not None and (await fstat(file.fd)).st_size < await lseek(file.fd, 0, SEEK_CUR):
        await lseek(file.fd, 0, SEEK_END)
    while data := await read(file.fd, 65536):
        if headed and last is not file:
            await puts(f"\n==> {file.path} <==\n")
        last = file
        await put(STDOUT, data)
    return last
