"""whereis(1): where a program, its manual page and its source are.

Models usr.bin/whereis/whereis.c; leaves out locate(1) and /usr/ports, neither of which is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFMT, S_IFREG

USAGE = "whereis [-abmqsux] [-BMS dir ... -f] program ..."
EX_USAGE = 64
STANDARD = "/usr/bin:/bin:/usr/sbin:/sbin"  # paths.h: _PATH_STDPATH, what user.cs_path says
LIBEXEC, MANUALS = "/usr/libexec", ("/usr/share/man", "/usr/local/man", "/usr/local/share/man")
SOURCES = (
    "/usr/src/bin", "/usr/src/usr.bin", "/usr/src/sbin", "/usr/src/usr.sbin", "/usr/src/libexec", "/usr/src/gnu/bin",
    "/usr/src/gnu/usr.bin", "/usr/src/gnu/sbin", "/usr/src/gnu/usr.sbin", "/usr/src/contrib", "/usr/src/secure/bin",
    "/usr/src/secure/usr.bin", "/usr/src/secure/sbin", "/usr/src/secure/usr.sbin", "/usr/src/secure/libexec",
    "/usr/src/crypto", "/usr/src/games",
)  # fmt: skip
LISTS = {"B": "binaries", "M": "manuals", "S": "sources"}
ANY_X = 0o111


@dataclass(slots=True)
class Search:
    """What is looked for (letters a b m q s u x) and where."""

    letters: set[str] = field(default_factory=set)
    binaries: list[str] = field(default_factory=list)
    manuals: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """A line for each name: binaries, manual pages, sources; -u names only what lacks one of them."""
    err = Err(argv)
    search = Search()
    names = _options(search, argv[1:])
    if isinstance(names, str):
        await printf(f"{err.name}: illegal option -- {names}\n", STDERR)
    if isinstance(names, str) or not names:
        await err.usage(USAGE, EX_USAGE)
    if not search.letters & set("bms"):
        search.letters |= set("bms")
    await _defaults(search, envp)
    for name in names:
        await _one(search, _bare(name))
    return 0


def _options(search: Search, words: list[str]) -> list[str] | str:
    """What the options leave; the letter of one that is unknown. The lists of -B -M -S end at -f."""
    while words and len(words[0]) > 1 and words[0].startswith("-"):
        word = words.pop(0)
        if word == "--":
            break
        for letter in word[1:]:
            if letter in LISTS:
                places = getattr(search, LISTS[letter])
                while words and words[0] not in ("-f", "-B", "-M", "-S"):
                    places += [part for part in words.pop(0).split(":") if part and part not in places]
            elif letter == "f":
                return words
            elif letter in "abmqsux":
                search.letters.add(letter)
            else:
                return letter
    return words


async def _defaults(search: Search, envp: dict[str, str]) -> None:
    if not search.binaries:
        for part in [*STANDARD.split(":"), LIBEXEC, *envp.get("PATH", "").split(":")]:
            if part and part not in search.binaries:
                search.binaries.append(part)
    search.manuals = search.manuals or [path for path in MANUALS if await _is_directory(path)]
    search.sources = search.sources or list(SOURCES)


def _bare(name: str) -> str:
    """Without directories, and without the suffixes of archives and revisions."""
    name = name.rpartition("/")[2]
    name = name[2:] if name.startswith("s.") and len(name) > 2 else name
    name = name[:-2] if name.endswith(",v") and len(name) > 2 else name
    for suffix in (".z", ".Z", ".gz", ".bz2"):
        if name.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


async def _one(search: Search, name: str) -> None:
    letters = search.letters
    found: list[list[str]] = []
    if "b" in letters:
        found.append([path for path in _in(search.binaries, name) if await _is_program(path)])
    if "m" in letters:
        found.append(await _pages(search.manuals, name))
    if "s" in letters:
        found.append([path for path in _in(search.sources, name) if await _is_directory(path)])
    shown = found if "a" in letters else [places[:1] for places in found]
    text = " ".join(path for places in shown for path in places)
    if "u" in letters:
        if not all(found):
            await printf(f"{name}:\n" if "q" not in letters else f"{name}\n")
        return
    await printf(f"{text}\n" if "q" in letters else f"{name}: {text}".rstrip() + "\n" if text else f"{name}:\n")


def _in(places: list[str], name: str) -> list[str]:
    return [f"{place}/{name}" for place in places]


async def _pages(places: list[str], name: str) -> list[str]:
    """The manual pages of that name in sections 1, 8 and 6 first, as ``man -S1:8:6 -w`` has them."""
    found = []
    for place in places:
        for section in "186234579":
            folder = f"{place}/man{section}"
            for suffix in (f".{section}.gz", f".{section}"):
                if await _is_file(f"{folder}/{name}{suffix}"):
                    found.append(f"{folder}/{name}{suffix}")
    return found


async def _mode(path: str) -> int:
    try:
        return (await stat(path)).st_mode
    except Errno:
        return 0


async def _is_program(path: str) -> bool:
    mode = await _mode(path)
    return mode & S_IFMT == S_IFREG and bool(mode & ANY_X)


async def _is_file(path: str) -> bool:
    return await _mode(path) & S_IFMT == S_IFREG


async def _is_directory(path: str) -> bool:
    return await _mode(path) & S_IFMT == S_IFDIR
