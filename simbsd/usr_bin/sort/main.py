"""sort(1): lines in order.

Models usr.bin/sort/sort.c and file.c; leaves out --debug, --random-source, --compress-program and what only says how to
sort (-S, -T, --qsort and its like are taken and change nothing); -m sorts what should only be merged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, decode, puts, read_all
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import close, exit, open, tick
from simbsd.sys.errno import EINVAL, Errno, strerror
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.usr_bin.sort.keys import BadKey, Exclusive, Key, Sortable, check_exclusive, cut, modern, parse_key, sortable

LETTERS = "bcCdfghik:Mmno:RrsS:t:T:uVz"
SORTS = {"general-numeric": "g", "human-numeric": "h", "numeric": "n", "month": "M", "random": "R"}
NAMES: Names = {
    "batch-size": ("0", ":"), "buffer-size": ("S", ":"), "check": ("c", "::"), "dictionary-order": ("d", ""),
    "field-separator": ("t", ":"), "files0-from": ("2", ":"), "general-numeric-sort": ("g", ""),
    "heapsort": ("1", ""), "help": ("H", ""),
    "human-numeric-sort": ("h", ""), "ignore-leading-blanks": ("b", ""), "ignore-case": ("f", ""),
    "ignore-nonprinting": ("i", ""), "key": ("k", ":"), "merge": ("m", ""), "mergesort": ("1", ""), "mmap": ("1", ""),
    "month-sort": ("M", ""), "numeric-sort": ("n", ""), "output": ("o", ":"), "qsort": ("1", ""),
    "radixsort": ("1", ""), "random-sort": ("R", ""), "sort": ("3", ":"), "version-sort": ("V", ""),
    "reverse": ("r", ""), "stable": ("s", ""), "temporary-directory": ("T", ":"),
    "unique": ("u", ""), "zero-terminated": ("z", ""),
}  # fmt: skip
USAGE = (
    "Usage: {0} [-bcCdfigMmnrsuz] [-kPOS1[,POS2] ... ] [+POS1 [-POS2]] [-S memsize] [-T tmpdir] [-t separator] "
    "[-o outfile] [--batch-size size] [--files0-from file] [--heapsort] [--mergesort] [--radixsort] [--qsort] "
    "[--mmap] [--human-numeric-sort] [--version-sort] [--random-sort [--random-source file]] "
    "[--compress-program program] [file ...]\n"
)
MODIFIERS = "bdfgiMnrhRV"
BREATH = 100  # lines between ticks
SEED = 32  # bytes


@dataclass(slots=True)
class Job:
    """What was asked: ``letters`` are the general modifiers, ``flags`` all other letters."""

    err: Err
    letters: str = ""
    flags: str = ""
    keys: list[Key] = field(default_factory=list)
    separator: str | None = None
    output: str = "-"
    names: str | None = None  # a file of files' names, each with a NUL behind it
    seed: bytes = b""

    @property
    def end(self) -> str:
        """What ends a line."""
        return "\0" if "z" in self.flags else "\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Sort the files' lines together, or check that one is sorted (status 1 if not); 2 for trouble."""
    job = Job(Err(argv))
    options, paths = await getopt_long(modern(argv), LETTERS, NAMES, "POSIXLY_CORRECT" in envp)
    for letter, argument in options:
        await _option(job, letter, argument)
    if "c" in job.flags and "m" in job.flags:
        await job.err.errx(1, "m:c: mutually exclusive flags")
    if job.names is not None:
        paths = [path for path in "\0".join(await _lines(job, job.names)).split("\0") if path]
    if any("R" in letters for letters in (job.letters, *(key.letters for key in job.keys))):
        job.seed = await syscall("getrandom", SEED)
    ordering = Ordering(job)
    if "c" in job.flags:
        return await _check(job, ordering, (paths or ["-"])[0])
    lines = [line for path in paths or ["-"] for line in await _lines(job, path)]
    await tick(1 + len(lines) // BREATH)
    await _write(job, ordering.sort(lines))
    return 0


async def _option(job: Job, letter: str, argument: str) -> None:
    try:
        check_exclusive(letter, job.letters)
    except Exclusive as error:
        await job.err.errx(1, str(error))
    if letter in MODIFIERS:
        job.letters += letter
    elif letter == "k":
        job.keys.append(await _key(job, argument))
    elif letter == "t":
        job.separator = await _separator(job, argument)
    elif letter == "o":
        job.output = argument
    elif letter == "2":
        job.names = argument
    elif letter == "3" and argument in SORTS:
        await _option(job, SORTS[argument], "")
    elif letter == "3":
        await job.err.errx(2, f"Unknown feature: {argument}")
    elif letter in ("?", "H"):
        await puts(USAGE.format(job.err.name), STDERR if letter == "?" else STDOUT)
        await exit(2 if letter == "?" else 0)
    elif letter == "c" and argument not in ("", "diagnose-first", "silent", "quiet"):
        await job.err.errx(2, f"Unknown feature: {argument}")
    elif letter == "C" or argument in ("silent", "quiet"):
        job.flags += "cC"
    else:
        job.flags += letter


async def _key(job: Job, text: str) -> Key:
    try:
        return parse_key(text)
    except BadKey as error:
        if str(error):
            await job.err.warn(str(error), 0)
        await job.err.err(2, f"-k {text}", EINVAL)
    except Exclusive as error:
        await job.err.errx(1, str(error))


async def _separator(job: Job, text: str) -> str:
    """One character, or a backslash and one; ``\\0`` is a NUL."""
    while len(text) > 1:
        if text[0] != "\\":
            await job.err.err(2, text, EINVAL)
        text = text[1:]
        if text[0] == "0":
            return "\0"
    return text or "\0"


class Ordering:
    """The comparison of lines that the options make."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.reverse = "r" in job.letters
        self.stable = any(letter in job.flags for letter in "su")
        self.complex = bool(job.letters or job.keys)
        for key in job.keys:
            if key.empty():
                key.letters, key.skip1, key.skip2 = job.letters, "b" in job.letters, "b" in job.letters

    def values(self, line: str) -> list[Sortable]:
        """What a line's keys amount to, the first key first."""
        job = self.job
        if job.keys:
            return [sortable(cut(line, key, job.separator), key.letters, job.seed) for key in job.keys]
        return [sortable(line.lstrip(" \t") if "b" in job.letters else line, job.letters, job.seed)]

    def reversals(self) -> list[bool]:
        """Which keys count backwards."""
        return ["r" in key.letters for key in self.job.keys] if self.job.keys else [self.reverse]

    def sort(self, lines: list[str]) -> list[str]:
        """The lines in order; with -u the first of those whose keys are equal."""
        if self.complex and not self.stable:
            lines = sorted(lines, reverse=self.reverse)
        pairs = [(self.values(line), line) for line in lines]
        for place, backwards in reversed(list(enumerate(self.reversals()))):
            pairs.sort(key=lambda pair, place=place: pair[0][place], reverse=backwards)  # type: ignore[misc]
        if "u" not in self.job.flags:
            return [line for _, line in pairs]
        return [line for at, (values, line) in enumerate(pairs) if at == 0 or pairs[at - 1][0] != values]

    def disorder(self, before: str, after: str) -> bool:
        """True when two lines may not follow each other."""
        one, other = self.values(before), self.values(after)
        for left, right, backwards in zip(one, other, self.reversals(), strict=True):
            if left != right:
                return (left < right) if backwards else (left > right)
        if "u" in self.job.flags:
            return True
        if self.stable or not self.complex or before == after:
            return False
        return (before < after) if self.reverse else (before > after)


async def _lines(job: Job, path: str) -> list[str]:
    try:
        fd = STDIN if path == "-" else await open(path, O_RDONLY)
        data = await read_all(fd)
        if fd != STDIN:
            await close(fd)
    except Errno as error:
        await _failed(job, error)
    lines = decode(data).split(job.end)
    return lines if lines[-1] else lines[:-1]


async def _check(job: Job, ordering: Ordering, path: str) -> int:
    lines = await _lines(job, path)
    await tick(1 + len(lines) // BREATH)
    for at in range(1, len(lines)):
        if ordering.disorder(lines[at - 1], lines[at]):
            if "C" not in job.flags:
                await job.err.warnx(f"{path}:{at + 1}: disorder: {lines[at]}")
            return 1
    return 0


async def _write(job: Job, lines: list[str]) -> None:
    text = "".join(line + job.end for line in lines)
    if job.output == "-":
        await printf(text)
        return
    try:
        fd = await open(job.output, O_WRONLY | O_CREAT | O_TRUNC)
        await puts(text, fd)
        await close(fd)
    except Errno as error:
        await _failed(job, error)


async def _failed(job: Job, error: Errno) -> NoReturn:
    """err(2, NULL): without a file's name."""
    await job.err.errx(2, strerror(error.errno))
