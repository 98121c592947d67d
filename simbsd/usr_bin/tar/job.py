"""What a tar command line asks for, and the patterns that choose members.

Models contrib/libarchive/tar/bsdtar.c and cmdline.c (the options below), archive_match.c, archive_pathmatch.c; leaves
out -r, -u, lists of names from files, substitutions, times and sizes as conditions, and all formats but pax.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.fnmatch import fnmatch
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR, STDOUT
from simbsd.lib.unistd import exit
from simbsd.sys.strtol import is_number, to_int

LETTERS = dict.fromkeys("BHJLOPSUZcghjklmnopqtvwxyz", "") | {"C": ":", "f": ":", "b": ":", "X": ":"}
WORDS = {
    "exclude": "exclude", "cd": "C", "directory": "C", "create": "c", "list": "t", "extract": "x", "get": "x",
    "verbose": "v", "file": "f", "gzip": "z", "gunzip": "z", "xz": "J", "bzip2": "j", "absolute-paths": "P",
    "preserve-permissions": "p", "strip-components": "strip", "no-same-owner": "o", "same-owner": "same",
    "numeric-owner": "numeric", "keep-old-files": "k", "one-file-system": "l", "no-same-permissions": "no-p",
    "to-stdout": "O", "unlink-first": "U", "dereference": "L", "touch": "m", "no-recursion": "n", "fast-read": "q",
    "unlink": "U", "help": "help", "version": "version", "no-fflags": "no-fflags",
}  # fmt: skip
WITH_ARGUMENT = ("exclude", "C", "f", "strip", "b", "X")
MODES = ("c", "t", "x")
USAGE = (
    "Usage:\n  List:    {0} -tf <archive-filename>\n  Extract: {0} -xf <archive-filename>\n"
    "  Create:  {0} -cf <archive-filename> [filenames...]\n  Help:    {0} --help\n"
)


@dataclass(slots=True)
class Job:
    """One run: mode c, t or x, the archive (empty: standard input or output), what was said, how it goes."""

    err: Err
    envp: dict[str, str]
    mode: str = ""
    archive: str = ""
    flags: set[str] = field(default_factory=set)
    verbose: int = 0
    compression: str = ""
    directory: str = ""
    strip: int = 0
    excluded: list[str] = field(default_factory=list)
    operands: list[str] = field(default_factory=list)
    stripped: bool = False
    status: int = 0

    async def complain(self, message: str) -> None:
        """Say what was not done; the end of the run says that there was something."""
        await self.err.warnx(message)
        self.status = 1

    def is_excluded(self, path: str) -> bool:
        """True for a path that an --exclude pattern matches, anywhere in it."""
        return any(matches(pattern, path, anywhere=True) for pattern in self.excluded)


async def usage(err: Err) -> NoReturn:
    """The short usage text."""
    await printf(USAGE.format(err.name), STDERR)
    await exit(1)


async def parse(err: Err, argv: list[str], envp: dict[str, str]) -> Job:
    """The command line; a first word without a dash is options too (``tar xf``)."""
    job = Job(err, envp)
    words = argv[1:]
    if words and not words[0].startswith("-"):
        words = await _old(job, words)
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        if word == "--":
            break
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            option = WORDS.get(name)
            if option is None:
                await err.warnx(f"Option --{name} is not supported")
                await usage(err)
            if option in WITH_ARGUMENT:
                value = value if equals else await _argument(job, words, f"--{name}")
            await _set(job, option, value)
            continue
        await _cluster(job, word[1:], words)
    job.operands = words
    return job


async def _old(job: Job, words: list[str]) -> list[str]:
    """Bundled letters first, then the arguments that they take, in their order."""
    rest = words[1:]
    for letter in words[0]:
        value = await _argument(job, rest, f"-{letter}") if LETTERS.get(letter) == ":" else ""
        await _check_letter(job, letter)
        await _set(job, letter, value)
    return rest


async def _cluster(job: Job, letters: str, words: list[str]) -> None:
    while letters:
        letter, letters = letters[0], letters[1:]
        await _check_letter(job, letter)
        if LETTERS[letter] != ":":
            await _set(job, letter, "")
            continue
        await _set(job, letter, letters or await _argument(job, words, f"-{letter}"))
        return


async def _check_letter(job: Job, letter: str) -> None:
    if letter not in LETTERS:
        await usage(job.err)


async def _argument(job: Job, words: list[str], option: str) -> str:
    if not words:
        await job.err.warnx(f"Option {option} requires an argument")
        await usage(job.err)
    return words.pop(0)


async def _set(job: Job, option: str, value: str) -> None:
    if option in MODES:
        if job.mode and job.mode != option:
            await job.err.errx(1, f"Can't specify both -{option} and -{job.mode}")
        job.mode = option
    elif option == "v":
        job.verbose += 1
    elif option in ("z", "J", "j", "y"):
        job.compression = option
    elif option == "f":
        job.archive = "" if value == "-" else value
    elif option == "C":
        job.directory = value if value.startswith("/") or not job.directory else f"{job.directory}/{value}"
    elif option == "exclude":
        job.excluded.append(value)
    elif option == "strip":
        if not is_number(value):
            await job.err.errx(1, "Invalid argument to --strip-components")
        job.strip = to_int(value)
    elif option == "help":
        await printf(f"{job.err.name}(bsdtar): manipulate archive files\n" + USAGE.format(job.err.name), STDOUT)
        await exit(0)
    elif option == "version":
        await printf("bsdtar 3.7.1 - libarchive 3.7.1\n", STDOUT)
        await exit(0)
    else:
        job.flags.add(option)


def matches(pattern: str, path: str, anywhere: bool = False) -> bool:
    """A pattern against a whole path or the directories that lead to it (archive_pathmatch: PATHMATCH_NO_ANCHOR_END);
    ``anywhere`` also from any component on. ``*`` crosses slashes."""
    path = path.strip("/").removeprefix("./")
    pattern = pattern.rstrip("/").removeprefix("./").removeprefix("^").lstrip("/") or "."
    parts = path.split("/")
    starts = range(len(parts)) if anywhere else range(1)
    return any(
        fnmatch(pattern, "/".join(parts[start:end])) for start in starts for end in range(start + 1, len(parts) + 1)
    )
