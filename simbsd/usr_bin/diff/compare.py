"""Two files, or two trees of them, compared for diff(1).

Models usr.bin/diff/diffreg.c (diffreg, readhash, print_header), diffdir.c and diff.c (print_status).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.files import lstat, readlink, stat
from simbsd.lib.fnmatch import fnmatch
from simbsd.lib.path import join, names
from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import boottime, close, gettimeofday, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG
from simbsd.usr_bin.diff.changes import Change, Style, Writer, changes
from simbsd.usr_bin.diff.stone import correspondence

INT_MAX = (1 << 31) - 1
BLANKS = re.compile(r"[ \t\v\f\r]+")
SAMPLE = 1024  # bytes that tell whether a file is text
SECOND = 1_000_000
KINDS = {S_IFLNK: "symbolic link", S_IFDIR: "directory", S_IFREG: "file"}
MESSAGES = {
    "binary": "Binary files {0} and {1} differ\n",
    "identical": "Files {0} and {1} are identical\n",
    "differ": "Files {0} and {1} differ\n",
    "directory": "File {0} is a directory while file {1} is a regular file\n",
    "file": "File {0} is a regular file while file {1} is a directory\n",
    "skipped": "File {0} is not a regular file or directory and was skipped\n",
    "skipped2": "File {1} is not a regular file or directory and was skipped\n",
}


@dataclass(slots=True)
class Side:
    """One file: its path, its mode, and whether it is taken for empty because it is not there (-N)."""

    path: str
    mode: int
    missing: bool = False
    modified: int = 0  # microseconds since 1970


def is_directory(side: Side) -> bool:
    """True for a directory."""
    return side.mode & S_IFMT == S_IFDIR


@dataclass(slots=True)
class Comparison:
    """What was asked, and how it went so far."""

    err: Err
    style: Style
    letters: list[str]
    labels: list[str] = field(default_factory=list)
    ignored: list[Regex] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    start: str = ""
    head: str = "diff"
    chosen: bool = False  # an output format was named
    status: int = 0

    def has(self, letter: str) -> bool:
        """True when an option was given."""
        return letter in self.letters

    async def say(self, verdict: str, old: str, new: str) -> None:
        """The line about a pair of files as a whole, when there is one (print_status)."""
        if self.labels:
            old, new = (*self.labels, new)[:2]
        brief = self.style.format == "brief"
        shown = {"same": "identical" if self.has("s") else "", "differ": "differ" if brief else ""}
        text = MESSAGES.get(shown.get(verdict, verdict), "")
        await printf(text.format(old, new))

    async def files(self, old: Side, new: Side, headed: bool = False) -> str:
        """Compare two files and print what differs; returns ``same``, ``differ`` or what else they are."""
        if is_directory(old) != is_directory(new):
            self.status |= 1
            return "directory" if is_directory(old) else "file"
        if old.path == new.path == "-":
            return "same"
        data = []
        for side in (old, new):
            try:
                data.append(await self._content(side))
            except Errno as error:
                await self.err.warn(side.path, error)
                self.status |= 2
                return "error"
        if data[0] == data[1] and not (old.missing or new.missing):
            return "same"
        loose = any(self.has(letter) for letter in "bwi") or self.ignored
        if self.style.format == "brief" and not loose:
            self.status |= 1
            return "differ"
        if not self.has("a") and any(b"\0" in one for one in data):
            self.status |= 1
            return "binary"
        texts = [decode(one).replace("\r\n", "\n") if self.has("cr") else decode(one) for one in data]
        found = await self._changes(*map(_lines, texts))
        if found is None:
            return "same"
        self.status |= 1
        if self.style.format != "brief":
            text, warnings = found
            await printf((f"{self.head} {old.path} {new.path}\n" if headed else "") + self._header(old, new) + text)
            for message in warnings:
                await self.err.warnx(message)
        return "differ"

    async def _content(self, side: Side) -> bytes:
        if side.missing:
            return b""
        if side.path == "-":
            side.modified = await gettimeofday()
            return await read_all(STDIN)
        fd = await open(side.path, O_RDONLY)
        data = await read_all(fd)
        await close(fd)
        side.modified = await boottime() + (await stat(side.path)).st_mtime
        return data

    async def _changes(self, old: list[str], new: list[str]) -> tuple[str, list[str]] | None:
        """The text of all changes and what is warned of, or None when there are none that count."""
        lines = await correspondence(old, new, self._coarse, self._exact, self.has("d"))
        found = [one for one in changes(lines, len(new), self.style.format == "ed") if self._counts(one, old, new)]
        if not found:
            return None
        self.style.warnings.clear()
        if self.style.format == "brief":
            return "", []
        return Writer(old, new, self.style).text(found), list(self.style.warnings)

    def _coarse(self, line: str) -> str:
        """What lines are paired by (readhash)."""
        text = line.removesuffix("\n")
        text = BLANKS.sub("", text) if self.has("b") or self.has("w") else text
        return text.lower() if self.has("i") else text

    def _exact(self, line: str) -> str:
        """What lines must agree in (check)."""
        if self.has("w"):
            line = BLANKS.sub("", line.removesuffix("\n"))
        elif self.has("b"):
            line = BLANKS.sub(" ", line.removesuffix("\n")).removesuffix(" ")
        return line.lower() if self.has("i") else line

    def _counts(self, one: Change, old: list[str], new: list[str]) -> bool:
        """False for a change all of whose lines are blank (-B) or match a pattern (-I)."""
        if not self.ignored and not self.has("B"):
            return True
        for line in (*old[one.a - 1 : one.b], *new[one.c - 1 : one.d]):
            text = line.removesuffix("\n")
            if (text or not self.has("B")) and not any(regex.search(text) for regex in self.ignored):
                return True
        return False

    def _header(self, old: Side, new: Side) -> str:
        """The two lines before context and unified differences (print_header)."""
        if self.style.format not in ("context", "unified"):
            return ""
        marks = ("***", "---") if self.style.format == "context" else ("---", "+++")
        out = []
        for number, (mark, side) in enumerate(zip(marks, (old, new), strict=True)):
            if number < len(self.labels):
                out.append(f"{mark} {self.labels[number]}\n")
                continue
            seconds, micro = divmod(side.modified, SECOND)
            if self.style.format == "context":
                out.append(f"{mark} {side.path}\t{strftime('%c', seconds)}\n")
            else:
                out.append(f"{mark} {side.path}\t{strftime('%Y-%m-%d %H:%M:%S', seconds)}.{micro * 1000:09} +0000\n")
        return "".join(out)

    async def directories(self, old: str, new: str) -> None:
        """Compare the files of two directories, and with -r those below them."""
        levels = [((old, new), await self._names_of(old, new))]
        while levels:
            pair, left = levels[-1]
            if not left:
                levels.pop()
                continue
            below = await self._pair(left.pop(0), pair)
            if below is not None:
                levels.append((below, await self._names_of(*below)))

    async def _names_of(self, old: str, new: str) -> list[tuple[str, str]]:
        """The names in two directories, each beside its like in the other one, if it has any."""
        lists = []
        for path, may_miss in ((old, self.has("N") or self.has("P")), (new, self.has("N"))):
            found = await self._names(path, may_miss)
            if found is None:
                return []
            lists.append(found)
        fold = str.lower if self.has("case") else str
        kept = [{fold(name): name for name in one} for one in lists]
        return [(kept[0].get(key, ""), kept[1].get(key, "")) for key in sorted({*kept[0], *kept[1]})]

    async def _links(self, paths: list[str]) -> bool:
        """Compare symbolic links as such; False when neither of the two is one (--no-dereference)."""
        kinds = [(await lstat(path)).st_mode & S_IFMT for path in paths]
        if S_IFLNK not in kinds:
            return False
        if kinds[0] == kinds[1]:
            if await readlink(paths[0]) != await readlink(paths[1]):
                await printf(f"Symbolic links {paths[0]} and {paths[1]} differ\n")
                self.status |= 1
            return True
        words = [KINDS.get(kind, "error") for kind in kinds]
        await printf(f"File {paths[0]} is a {words[0]} while file {paths[1]} is a {words[1]}\n")
        self.status |= 1
        return True

    async def _names(self, path: str, may_miss: bool) -> list[str] | None:
        try:
            found = await names(path)
        except Errno as error:
            if may_miss and error.errno == ENOENT:
                return []
            await self.err.warn(path, error)
            return None
        return [
            name for name in found
            if name >= self.start and not any(fnmatch(pattern, name) for pattern in self.excluded)
        ]  # fmt: skip

    async def _pair(self, name: tuple[str, str], pair: tuple[str, str]) -> tuple[str, str] | None:
        """One name; the directories to go down into, if it is two of them (diffit)."""
        in_old, in_new = map(bool, name)
        if not (in_old and in_new) and not self.has("N") and not (in_new and self.has("P")):
            await printf(f"Only in {pair[0] if in_old else pair[1]}: {name[0] or name[1]}\n")
            self.status |= 1
            return None
        paths = [join(path, own or name[0] or name[1]) for path, own in zip(pair, name, strict=True)]
        if self.has("noderef") and in_old and in_new and await self._links(paths):
            return None
        sides = []
        for path, there in zip(paths, (in_old, in_new), strict=True):
            try:
                sides.append(Side(path, (await stat(path)).st_mode) if there else Side(path, 0, missing=True))
            except Errno as error:
                await self.err.warn(path, error)
                return None
        for side, other in (sides, sides[::-1]):
            side.mode = side.mode or other.mode
        if all(map(is_directory, sides)):
            if self.has("r"):
                return paths[0], paths[1]
            await printf(f"Common subdirectories: {paths[0]} and {paths[1]}\n")
            return None
        kinds = [side.mode & S_IFMT for side in sides]
        verdict = next((word for kind, word in zip(kinds, ("skipped", "skipped2"), strict=True)
                        if kind not in (S_IFREG, S_IFDIR)), "")  # fmt: skip
        await self.say(verdict or await self.files(sides[0], sides[1], headed=True), paths[0], paths[1])
        return None


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
