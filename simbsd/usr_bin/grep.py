"""grep(1): lines that match.

Models usr.bin/grep (BSD grep); leaves out context (-A -B -C), -b, --binary-files, --color, -f, -m, -z and device
handling.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err, progname
from simbsd.lib.files import stat
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.path import join, names
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDIN, decode, puts, read_all
from simbsd.lib.unistd import close, open, tick
from simbsd.sys.errno import EISDIR, Errno
from simbsd.sys.fcntl import O_RDONLY, S_IFDIR, S_IFMT

LETTERS = "EFGHLRce:hilnoqrsvwxyi"
USAGE = (
    "{0} [-abcDEFGHhIiLlmnOopqRSsUVvwxz] [-A num] [-B num] [-C num]\n"
    "\t[-e pattern] [-f file] [--binary-files=value] [--color=when]\n"
    "\t[--context=num] [--directories=action] [--label] [--line-buffered]\n"
    "\t[--null] [pattern] [file ...]"
)
NAMES: Names = {
    "extended-regexp": ("E", ""), "fixed-strings": ("F", ""), "basic-regexp": ("G", ""), "with-filename": ("H", ""),
    "files-without-match": ("L", ""), "count": ("c", ""), "regexp": ("e", ":"), "no-filename": ("h", ""),
    "ignore-case": ("i", ""), "files-with-matches": ("l", ""), "line-number": ("n", ""), "only-matching": ("o", ""),
    "quiet": ("q", ""), "silent": ("q", ""), "recursive": ("r", ""), "no-messages": ("s", ""),
    "invert-match": ("v", ""), "word-regexp": ("w", ""), "line-regexp": ("x", ""),
}  # fmt: skip
STDIN_NAME = "(standard input)"
META = r"\.[]^$*+?(){}|"
STEPS = 200  # lines between ticks


@dataclass(slots=True)
class Search:
    """What to look for, how to say it, and how it goes."""

    err: Err
    regexes: list[Regex]
    flags: str
    named: bool
    found: bool = False
    failed: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the lines of the files that match: status 0 found, 1 not, 2 an error."""
    err = Err(argv)
    options, operands = await getopt_long(argv, LETTERS, NAMES, "POSIXLY_CORRECT" in envp)
    flags = "".join(letter for letter, _ in options)
    patterns = [text for letter, text in options if letter == "e"]
    if "?" in flags or (not patterns and not operands):
        await err.usage(USAGE.format(err.name), 2)
    if not patterns:
        patterns, operands = [operands[0]], operands[1:]
    regexes = [await _compile(err, text, flags, progname(argv)) for pattern in patterns for text in pattern.split("\n")]
    recursive = "r" in flags or "R" in flags
    named = "H" in flags or ((len(operands) > 1 or recursive) and "h" not in flags)
    search = Search(err, regexes, flags, named)
    for path in operands or (["."] if recursive else ["-"]):
        await _path(search, path, recursive)
    if search.failed and not ("q" in flags and search.found):
        return 2
    return 0 if search.found else 1


async def _compile(err: Err, text: str, flags: str, name: str) -> Regex:
    extended = "E" in flags or (name == "egrep" and "G" not in flags)
    if "F" in flags or name == "fgrep":
        text, extended = "".join("\\" + letter if letter in META else letter for letter in text), True
    try:
        return Regex(text, extended, "i" in flags or "y" in flags, gnu=True)
    except RegexError as error:
        await err.errx(2, str(error))


async def _path(search: Search, path: str, recursive: bool) -> None:
    try:
        if path == "-":
            await _text(search, STDIN_NAME, await read_all(STDIN))
            return
        is_directory = (await stat(path)).st_mode & S_IFMT == S_IFDIR
        if is_directory and recursive:
            for name in sorted(await names(path)):
                await _path(search, join(path, name), True)
            return
        if is_directory:
            raise Errno(EISDIR)
        fd = await open(path, O_RDONLY)
        data = await read_all(fd)
        await close(fd)
    except Errno as error:
        search.failed = True
        if "s" not in search.flags:
            await search.err.warn(path, error)
        return
    await _text(search, path, data)


async def _text(search: Search, name: str, data: bytes) -> None:
    flags = search.flags
    quiet = any(letter in flags for letter in "qlLc")
    binary = b"\0" in data[:32768]
    count = 0
    lines: list[str] = []
    for number, line in enumerate(decode(data).split("\n")[: data.count(b"\n") + (data[-1:] not in (b"\n", b""))], 1):
        if number % STEPS == 0:
            await tick()
        pieces = await _pieces(search, line)
        if pieces is None:
            continue
        count += 1
        search.found = True
        if not quiet and not binary:
            head = (f"{name}:" if search.named else "") + (f"{number}:" if "n" in flags else "")
            lines += [f"{head}{piece}\n" for piece in pieces]
    if binary and count and not quiet:
        lines = [f"Binary file {name} matches\n"]
    await puts("".join(lines) + _summary(search, name, count))


def _summary(search: Search, name: str, count: int) -> str:
    flags = search.flags
    if "q" in flags:
        return ""
    text = (f"{name}:" if search.named else "") + f"{count}\n" if "c" in flags else ""
    if ("l" in flags and count) or ("L" in flags and not count):
        text += f"{name}\n"
    return text


async def _pieces(search: Search, line: str) -> list[str] | None:
    """What of a line is printed, or None when it does not match."""
    flags = search.flags
    if "o" in flags and "v" not in flags:
        return await _only(search, line) or None
    matched = False
    for regex in search.regexes:
        matched = matched or await _matches(regex, line, flags)
    return [line] if matched != ("v" in flags) else None


async def _matches(regex: Regex, line: str, flags: str) -> bool:
    if "x" in flags:
        return await regex.find(line) == (0, len(line))
    if "w" not in flags:
        return await regex.find(line) is not None
    at = 0
    while (found := await regex.find(line, at)) is not None:
        before, after = line[found[0] - 1 : found[0]], line[found[1] : found[1] + 1]
        if not _word(before) and not _word(after):
            return True
        at = found[0] + 1
        if at > len(line):
            break
    return False


def _word(letter: str) -> bool:
    return bool(letter) and (letter.isalnum() or letter == "_")


async def _only(search: Search, line: str) -> list[str]:
    """Every non-empty match of a line, left to right (-o)."""
    pieces, at = [], 0
    while at <= len(line):
        found = [match for regex in search.regexes if (match := await regex.find(line, at)) is not None]
        if not found:
            break
        begin, end = min(found, key=lambda match: (match[0], -match[1]))
        if end > begin:
            pieces.append(line[begin:end])
        at = max(end, begin + 1)
    return pieces
