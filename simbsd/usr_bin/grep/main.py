"""grep(1), egrep(1), fgrep(1), rgrep(1): lines that match.

Models usr.bin/grep/grep.c (BSD grep); leaves out --mmap and compressed files.
"""

from __future__ import annotations

from simbsd.lib.err import Err, progname
from simbsd.lib.files import lstat, stat
from simbsd.lib.fnmatch import fnmatch
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.path import basename, join, names
from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDIN, STDOUT, decode, read_all
from simbsd.lib.unistd import close, isatty, open, tick
from simbsd.sys.errno import EINVAL, EISDIR, Errno, strerror
from simbsd.sys.fcntl import O_RDONLY, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.grep.search import SAMPLE, Pass, Search

LETTERS = "0123456789A:B:C:D:EFGHILOSRUVabcd:e:f:hilm:nopqrsuvwxyz"
USAGE = (
    "{0} [-abcDEFGHhIiLlmnOopqRSsUVvwxz] [-A num] [-B num] [-C num]\n"
    "\t[-e pattern] [-f file] [--binary-files=value] [--color=when]\n"
    "\t[--context=num] [--directories=action] [--label] [--line-buffered]\n"
    "\t[--null] [pattern] [file ...]"
)
VERSION = "2.6.0-FreeBSD"
NAMES: Names = {
    "binary-files": ("bin", ":"), "help": ("?", ""), "mmap": ("u", ""), "line-buffered": ("lb", ""),
    "label": ("label", ":"), "null": ("null", ""), "color": ("color", "::"), "colour": ("color", "::"),
    "exclude": ("exclude", ":"), "include": ("include", ":"), "exclude-dir": ("dexclude", ":"),
    "include-dir": ("dinclude", ":"), "after-context": ("A", ":"), "text": ("a", ""), "before-context": ("B", ":"),
    "byte-offset": ("b", ""), "context": ("C", "::"), "count": ("c", ""), "devices": ("D", ":"),
    "directories": ("d", ":"), "extended-regexp": ("E", ""), "regexp": ("e", ":"), "fixed-strings": ("F", ""),
    "file": ("f", ":"), "basic-regexp": ("G", ""), "no-filename": ("h", ""), "with-filename": ("H", ""),
    "ignore-case": ("i", ""), "files-with-matches": ("l", ""), "files-without-match": ("L", ""),
    "max-count": ("m", ":"), "line-number": ("n", ""), "only-matching": ("o", ""), "quiet": ("q", ""),
    "silent": ("q", ""), "recursive": ("r", ""), "no-messages": ("s", ""), "binary": ("U", ""),
    "unix-byte-offsets": ("u", ""), "invert-match": ("v", ""), "version": ("V", ""), "word-regexp": ("w", ""),
    "line-regexp": ("x", ""), "null-data": ("z", ""),
}  # fmt: skip
META = r"\.[]^$*+?(){}|"
TROUBLE = 2
CONTEXT = 2
COLOUR = "01;31"
PLAIN = "bcnovwxsqlL"


class Job:
    """The command line: patterns, which files, how links and directories are taken."""

    def __init__(self, err: Err, name: str, envp: dict[str, str]) -> None:
        self.search = Search(err)
        self.err, self.envp = err, envp
        self.patterns: list[str] = []
        self.given = False  # -e or -f
        self.kind = {"e": "E", "f": "F"}.get(name[:1], "G")
        self.directories = "recurse" if name[:1] == "r" else "read"
        self.devices = "read"
        self.links = "S"
        self.heading: bool | None = True if name[:1] == "r" else None
        self.fold = False
        self.file_rules: list[tuple[str, bool]] = []
        self.directory_rules: list[tuple[str, bool]] = []

    def add(self, text: str) -> None:
        """Patterns, one a line."""
        self.patterns += text.split("\n")

    async def compile(self) -> None:
        """Make regular expressions of the patterns."""
        for text in self.patterns:
            if not text:
                self.search.everything = True
                continue
            extended = self.kind == "E"
            if self.kind == "F":
                text, extended = "".join("\\" + letter if letter in META else letter for letter in text), True
            try:
                self.search.regexes.append(Regex(text, extended, self.fold, gnu=True))
            except RegexError as error:
                await self.err.errx(TROUBLE, str(error))


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the lines of the files that match: status 0 found, 1 not, 2 an error."""
    err = Err(argv)
    job = Job(err, progname(argv), envp)
    words = [word for word in envp.get("GREP_OPTIONS", "").split(" ") if word]
    options, operands = await getopt_long([*argv[:1], *words, *argv[1:]], LETTERS, NAMES, "POSIXLY_CORRECT" in envp)
    digits = ""
    for letter, text in options:
        digits = digits + letter if letter.isdigit() else ""
        if digits:
            job.search.after = job.search.before = to_int(digits)
        elif letter == "?":
            await err.usage(USAGE.format(err.name), TROUBLE)
        elif letter == "V":
            await printf(f"{err.name} (BSD grep, GNU compatible) {VERSION}\n")
            return 0
        else:
            await _option(job, letter, text)
    if not job.given:
        if not operands:
            await err.usage(USAGE.format(err.name), TROUBLE)
        job.add(operands.pop(0))
    await job.compile()
    return await _search(job, operands)


async def _search(job: Job, operands: list[str]) -> int:
    search = job.search
    search.named = job.heading is not False and (job.heading is True or len(operands) > 1)
    recursive = job.directories == "recurse"
    for path in operands or (["."] if recursive else ["-"]):
        if recursive:
            await _tree(job, path)
        elif path == "-" or _chosen(job.file_rules, path):
            await _file(job, path)
    await search.out.flush()
    found = search.found != search.has("L")
    if found and search.failed:
        return 0 if search.has("q") else TROUBLE
    return 0 if found else TROUBLE if search.failed else 1


async def _option(job: Job, letter: str, text: str) -> None:
    search = job.search
    if letter in "ABCm" and len(letter) == 1:
        await _number(job, letter, text)
    elif letter in ("E", "F", "G"):
        job.kind = letter
    elif letter == "e":
        job.add(text)
        job.given = True
    elif letter == "f":
        await _pattern_file(job, text)
        job.given = True
    elif letter in ("H", "h"):
        job.heading = letter == "H"
    elif letter in ("i", "y"):
        job.fold = True
    elif letter in ("r", "R"):
        job.directories, job.heading = "recurse", True
    elif letter in ("O", "S", "p"):
        job.links = letter
    elif letter in ("a", "I", "U"):
        search.binary = {"a": "text", "I": "skip", "U": "binary"}[letter]
    elif letter in ("exclude", "include"):
        job.file_rules.append((text, letter == "include"))
    elif letter in ("dexclude", "dinclude"):
        job.directory_rules.append((text, letter == "dinclude"))
    elif letter == "label":
        search.label = text
    elif letter == "null":
        search.null = True
    elif letter == "z":
        search.end = "\0"
    elif letter in PLAIN:
        search.flags = search.flags.replace({"l": "L", "L": "l"}.get(letter, "-"), "") + letter
    else:
        await _word(job, letter, text)


async def _word(job: Job, letter: str, text: str) -> None:
    """The options that take one word of a few."""
    word = text.lower()
    if letter == "D":
        job.devices = word if word in ("skip", "read") else await job.err.errx(TROUBLE, "unknown --devices option")
    elif letter == "d":
        if word not in ("recurse", "skip", "read"):
            await job.err.errx(TROUBLE, "unknown --directories option")
        job.directories = word
        job.heading = True if word == "recurse" else job.heading
    elif letter == "bin":
        kinds = {"binary": "binary", "without-match": "skip", "text": "text"}
        if word not in kinds:
            await job.err.errx(TROUBLE, "unknown --binary-files option")
        job.search.binary = kinds[word]
    elif letter == "color":
        job.search.colour = ""
        if word in ("", "auto", "tty", "if-tty"):
            coloured = job.envp.get("TERM", "dumb").lower() != "dumb" and await isatty(STDOUT)
        elif word in ("always", "yes", "force"):
            coloured = True
        elif word in ("never", "none", "no"):
            coloured = False
        else:
            await job.err.errx(TROUBLE, "unknown --color option")
        job.search.colour = (job.envp.get("GREP_COLOR") or COLOUR) if coloured else ""


async def _number(job: Job, letter: str, text: str) -> None:
    search = job.search
    if letter == "C" and not text:
        search.after = search.before = CONTEXT
        return
    digits = text.removeprefix("-")
    if not is_number(digits):
        await job.err.errx(TROUBLE, strerror(EINVAL))
    number = to_int(text)
    if letter == "m":
        search.most = number
        return
    if number < 0:
        await job.err.errx(TROUBLE, f"context argument must be non-negative: {strerror(EINVAL)}")
    search.after = number if letter in "AC" else search.after
    search.before = number if letter in "BC" else search.before


async def _pattern_file(job: Job, path: str) -> None:
    try:
        fd = STDIN if path == "-" else await open(path, O_RDONLY)
        text = decode(await read_all(fd))
        if fd != STDIN:
            await close(fd)
    except Errno as error:
        if error.errno == EISDIR:
            return
        await job.err.err(TROUBLE, path, error)
    if text:
        job.add(text.removesuffix("\n"))


def _chosen(rules: list[tuple[str, bool]], path: str) -> bool:
    """What --include and --exclude say of a name: the last one that speaks of it (file_matching)."""
    chosen = not any(include for _, include in rules)
    for pattern, include in rules:
        if fnmatch(pattern, path) or fnmatch(pattern, basename(path)):
            chosen = include
    return chosen


async def _tree(job: Job, top: str) -> None:
    """A file, or all files below a directory, in the file system's order (grep_tree)."""
    waiting: list[tuple[str, list[tuple[int, int]]]] = [(top, [])]
    while waiting:
        path, above = waiting.pop()
        try:
            follow = job.links == "S" or (job.links == "O" and not above)
            status = await (stat if follow else lstat)(path)
            mode, itself = status.st_mode & S_IFMT, (status.st_dev, status.st_ino)
        except Errno as error:
            await _complain(job, path, error)
            continue
        if mode == S_IFLNK:
            continue
        if mode != S_IFDIR:
            if _chosen(job.file_rules, path):
                await _file(job, path)
            continue
        if job.directory_rules and not (
            _chosen(job.directory_rules, basename(path)) and _chosen(job.directory_rules, path)
        ):
            continue
        if itself in above:
            await job.search.out.flush()
            await job.err.warnx(f"warning: {path}: recursive directory loop")
            continue
        try:
            found = await names(path)
        except Errno as error:
            await _complain(job, path, error)
            continue
        waiting += [(join(path, name), [*above, itself]) for name in found[::-1]]
        await tick()


async def _complain(job: Job, path: str, error: Errno) -> None:
    job.search.failed = True
    if not job.search.has("s"):
        await job.search.out.flush()
        await job.err.warn(path, error)


async def _file(job: Job, path: str) -> None:
    """One file (procfile)."""
    search = job.search
    try:
        if path == "-":
            data = await read_all(STDIN)
        else:
            mode = (await stat(path)).st_mode & S_IFMT
            if (mode == S_IFDIR and job.directories == "skip") or (
                mode not in (S_IFDIR, S_IFREG) and job.devices == "skip"
            ):
                return
            if mode == S_IFDIR:
                raise Errno(EISDIR)
            fd = await open(path, O_RDONLY)
            data = await read_all(fd)
            await close(fd)
    except Errno as error:
        await _complain(job, path, error)
        return
    binary = b"\0" in data[:SAMPLE] and search.binary != "text" and search.end == "\n"
    if binary and search.binary == "skip":
        return
    await Pass(search, search.label if path == "-" else path, binary).run(data)
