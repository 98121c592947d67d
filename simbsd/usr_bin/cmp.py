"""cmp(1): compare two files byte by byte.

Models usr.bin/cmp; leaves out SIGINFO. Two devices without an end are compared as far as 64 KB.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import readlink, stat
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, encode, read_all
from simbsd.lib.unistd import close, exit, open, read
from simbsd.sys.errno import EMLINK, Errno
from simbsd.sys.fcntl import O_NOFOLLOW, O_RDONLY, S_IFCHR, S_IFMT
from simbsd.usr_bin.truncate import expand_number

USAGE = "cmp [-l | -s | -x] [-hz] file1 file2 [skip1 [skip2]]"
LONG = {
    "print-bytes": ("b", ""), "ignore-initial": ("i", ":"), "verbose": ("l", ""), "bytes": ("n", ":"),
    "silent": ("s", ""), "quiet": ("s", ""),
}  # fmt: skip
SAME, DIFFER, ERROR = 0, 1, 2
DEVICE = 65536  # of two devices, that much is compared


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Say where two files first differ, or with -l and -x everywhere; 0 same, 1 different, 2 trouble."""
    err = Err(argv)
    options, operands = await getopt_long(argv, "+bhi:ln:sxz", LONG)
    letters = {letter for letter, _ in options}
    if "?" in letters:
        await err.usage(USAGE, ERROR)
    skips, limit = [0, 0], 0
    for letter, text in options:
        if letter == "i":
            skips = await _skips(err, text)
        elif letter == "n":
            limit = await _number(err, text, "--bytes")
    if letters & {"l", "x"} and "s" in letters:
        await err.errx(ERROR, "specifying -s with -l or -x is not permitted")
    if not 2 <= len(operands) <= 4:
        await err.usage(USAGE, ERROR)
    if operands[:2] == ["-", "-"]:
        await err.errx(ERROR, "standard input may only be specified once")
    for place, text in enumerate(operands[2:]):
        skips[place] = await _number(err, text, f"skip{place + 1}")
    names = ["stdin" if path == "-" else path for path in operands[:2]]
    endless = [place for place, path in enumerate(operands[:2]) if await _is_device(path)]
    files = [b"", b""]
    for place in (0, 1):
        if place not in endless:
            files[place] = await _read(err, operands[place], letters, None)
    for place in endless:  # as much of it as can make a difference
        other = 1 - place
        most = max(len(files[other]) - skips[other], 0) + 1 if len(endless) == 1 else limit or DEVICE
        files[place] = await _read(err, operands[place], letters, skips[place] + most)
    if "s" in letters and not any(skips) and not endless:
        letters.add("z")
    return await compare(err, names, files, skips, limit, letters)


async def _is_device(path: str) -> bool:
    try:
        return path != "-" and (await stat(path)).st_mode & S_IFMT == S_IFCHR
    except Errno:
        return False


async def _number(err: Err, text: str, what: str) -> int:
    number = expand_number(text)
    if number is None:
        await printf(f"Invalid {what}: {text}\n", STDERR)
        await err.usage(USAGE, ERROR)
    return number


async def _skips(err: Err, text: str) -> list[int]:
    first, colon, second = text.partition(":")
    one = await _number(err, first, "--ignore-initial")
    return [one, await _number(err, second, "--ignore-initial") if colon else one]


async def _read(err: Err, path: str, letters: set[str], most: int | None) -> bytes:
    """The bytes of a file, or at most so many; of a symbolic link with -h its target."""
    try:
        if path == "-":
            return await read_all(STDIN)
        try:
            fd = await open(path, O_RDONLY | (O_NOFOLLOW if "h" in letters else 0))
        except Errno as error:
            if error.errno == EMLINK:
                return encode(await readlink(path))
            raise
        data = await read_all(fd) if most is None else b""
        while most is not None and len(data) < most and (more := await read(fd, min(most - len(data), DEVICE))):
            data += more
        await close(fd)
        return data
    except Errno as error:
        if "s" in letters:
            await exit(ERROR)
        await err.err(ERROR, path, error)


async def compare(
    err: Err, names: list[str], files: list[bytes], skips: list[int], limit: int, letters: set[str]
) -> int:
    """Print the differences that are asked for (c_regular)."""
    quiet = "s" in letters
    if "z" in letters and len(files[0]) != len(files[1]):
        if not quiet:
            await printf(f"{names[0]} {names[1]} differ: size\n")
        return DIFFER
    for name, data, skip in zip(names, files, skips, strict=True):
        if skip > len(data):
            return await _end(err, name, quiet)
    one, other = files[0][skips[0] :], files[1][skips[1] :]
    length = min(len(one), len(other), limit or len(one))
    out, found = Output(), False
    if one[:length] != other[:length]:
        for place in range(length):
            left, right = one[place], other[place]
            if left == right:
                continue
            found = True
            if quiet:
                return DIFFER
            await out.put(_difference(names, one, place, (left, right), letters))
            if not letters & {"l", "x"}:
                await out.flush()
                return DIFFER
    await out.flush()
    if len(one) != len(other) and not (limit and limit <= min(len(one), len(other))):
        return await _end(err, names[0] if len(one) < len(other) else names[1], quiet)
    return DIFFER if found else SAME


async def _end(err: Err, name: str, quiet: bool) -> int:
    if not quiet:
        await err.warnx(f"EOF on {name}")
    return DIFFER


def _difference(names: list[str], data: bytes, place: int, pair: tuple[int, int], letters: set[str]) -> str:
    left, right = pair
    shown = f"{left:3o} {chr(left)} {right:3o} {chr(right)}"
    if "x" in letters:
        return f"{place:08x} {left:02x} {right:02x}\n"
    if "l" in letters:
        return f"{place + 1:6d} {shown if 'b' in letters else f'{left:3o} {right:3o}'}\n"
    line = data.count(b"\n", 0, place) + 1
    text = f"{names[0]} {names[1]} differ: char {place + 1}, line {line}"
    return f"{text} is {shown}\n" if "b" in letters else f"{text}\n"
