"""diff(1): the differences between two files, or between the files of two directories.

Models usr.bin/diff/diff.c and diffdir.c; leaves out side by side (-y) and paging (-l).
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import fstat, stat
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.path import join
from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, decode, read_all
from simbsd.lib.strtonum import strtonum
from simbsd.lib.unistd import close, exit, isatty, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.diff.changes import Style
from simbsd.usr_bin.diff.compare import INT_MAX, Comparison, Side, is_directory

LETTERS = "0123456789aBbC:cdD:efF:HhI:iL:NnPpqrS:sTtU:uW:wX:x:y"
NAMES: Names = {
    "text": ("a", ""), "ignore-space-change": ("b", ""), "context": ("C", "::"), "ifdef": ("D", ":"),
    "minimal": ("d", ""), "ed": ("e", ""), "forward-ed": ("f", ""), "show-function-line": ("F", ":"),
    "speed-large-files": ("H", ""), "ignore-blank-lines": ("B", ""), "ignore-matching-lines": ("I", ":"),
    "ignore-case": ("i", ""), "label": ("L", ":"), "new-file": ("N", ""), "rcs": ("n", ""),
    "unidirectional-new-file": ("P", ""), "show-c-function": ("p", ""), "brief": ("q", ""), "recursive": ("r", ""),
    "report-identical-files": ("s", ""), "starting-file": ("S", ":"), "expand-tabs": ("t", ""),
    "side-by-side": ("y", ""), "suppress-common-lines": ("suppress", ""), "width": ("W", ":"),
    "initial-tab": ("T", ""), "unified": ("U", "::"), "ignore-all-space": ("w", ""), "exclude": ("x", ":"),
    "exclude-from": ("X", ":"), "normal": ("normal", ""), "tabsize": ("tabsize", ":"),
    "changed-group-format": ("group", ":"), "color": ("color", "::"), "help": ("help", ""),
    "ignore-file-name-case": ("case", ""), "strip-trailing-cr": ("cr", ""),
    "no-dereference": ("noderef", ""), "no-ignore-file-name-case": ("nocase", ""), "horizon-lines": ("H", ":"),
}  # fmt: skip
FORMATS = {"C": "context", "c": "context", "D": "ifdef", "e": "ed", "f": "forward", "n": "rcs", "q": "brief",
           "U": "unified", "u": "unified", "normal": "normal", "group": "group", "y": "sides"}  # fmt: skip
USAGE = """\
usage: diff [-aBbdilpTtw] [-c | -e | -f | -n | -q | -u] [--ignore-case]
            [--no-ignore-case] [--normal] [--strip-trailing-cr] [--tabsize]
            [-I pattern] [-F pattern] [-L label] file1 file2
       diff [-aBbdilpTtw] [-I pattern] [-L label] [--ignore-case]
            [--no-ignore-case] [--normal] [--strip-trailing-cr] [--tabsize]
            [-F pattern] -C number file1 file2
       diff [-aBbdiltw] [-I pattern] [--ignore-case] [--no-ignore-case]
            [--normal] [--strip-trailing-cr] [--tabsize] -D string file1 file2
       diff [-aBbdilpTtw] [-I pattern] [-L label] [--ignore-case]
            [--no-ignore-case] [--normal] [--tabsize] [--strip-trailing-cr]
            [-F pattern] -U number file1 file2
       diff [-aBbdilNPprsTtw] [-c | -e | -f | -n | -q | -u] [--ignore-case]
            [--no-ignore-case] [--normal] [--tabsize] [-I pattern] [-L label]
            [-F pattern] [-S name] [-X file] [-x pattern] dir1 dir2
       diff [-aBbditwW] [--expand-tabs] [--ignore-all-blanks]
            [--ignore-blank-lines] [--ignore-case] [--minimal]
            [--no-ignore-file-name-case] [--strip-trailing-cr]
            [--suppress-common-lines] [--tabsize] [--text] [--width]
            -y | --side-by-side file1 file2
       diff [--help] [--version]
"""
TROUBLE = 2
COLOURS = ("32", "31")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print what differs: status 0 nothing, 1 something, 2 trouble."""
    err = Err(argv)
    options, operands = await getopt_long(argv, LETTERS, NAMES, "POSIXLY_CORRECT" in envp)
    letters = [letter for letter, _ in options]
    if "help" in letters:
        await printf(USAGE)
        return 0
    if "noderef" in letters:
        letters.append("r")
    job = Comparison(err, Style(), letters)
    words = argv[1 : len(argv) - len(operands)]
    job.head = " ".join(["diff", *(word for word in words if word != "--")])
    await _formats(job, options)
    for letter, text in options:
        await _option(job, letter, text, envp)
    job.style.expand = job.style.tabsize if "t" in letters else 0
    if "?" in letters or len(operands) != 2:
        await usage()
    if "context" not in job.style.format and job.style.prototype and not job.chosen:
        job.style.format = "context"
    return await _compare(job, operands)


async def usage() -> None:
    """How it is used; ends the program."""
    await printf(USAGE, STDERR)
    await exit(TROUBLE)


async def _formats(job: Comparison, options: list[tuple[str, str]]) -> None:
    """The one output format that was asked for, and the digits of -c and -u."""
    digits = ""
    for letter, text in options:
        if letter.isdigit():
            digits += letter
            continue
        wanted = FORMATS.get(letter)
        if wanted is None:
            continue
        if job.chosen and job.style.format != wanted:
            await printf("error: conflicting output format options.\n", STDERR)
            await usage()
        job.style.format, job.chosen = wanted, True
        if letter in "CU" and text:
            if not is_number(text) or to_int(text) >= INT_MAX:
                await usage()
            job.style.context = to_int(text)
    if digits:
        if job.style.format not in ("context", "unified"):
            await usage()
        job.style.context = min(to_int(digits), INT_MAX)


async def _option(job: Comparison, letter: str, text: str, envp: dict[str, str]) -> None:
    style = job.style
    if letter in "FI" and text:
        try:
            regex = Regex(text, extended=True)
        except RegexError as error:
            await job.err.errx(TROUBLE, f"{text}: {error}")
        if letter == "I":
            job.ignored.append(regex)
        else:
            style.function = regex
    elif letter == "D":
        style.word = text
    elif letter == "group":
        style.group = text
    elif letter == "L":
        if len(job.labels) == 2:
            await usage()
        job.labels.append(text)
    elif letter == "S":
        job.start = text
    elif letter == "T":
        style.tab = True
    elif letter == "suppress":
        style.suppress = True
    elif letter == "p":
        style.prototype = True
    elif letter == "x":
        job.excluded.append(text)
    elif letter == "X":
        job.excluded += await _lines_of(job.err, text)
    elif letter in ("tabsize", "W"):
        name = "width" if letter == "W" else letter
        try:
            setattr(style, name, strtonum(text, 1, INT_MAX))
        except ValueError:
            await job.err.warnx(f"Invalid argument for {name}")
            await usage()
    elif letter == "color":
        await _colour(job, text or "auto", envp)


async def _colour(job: Comparison, when: str, envp: dict[str, str]) -> None:
    if when not in ("auto", "always", "never"):
        await job.err.errx(
            TROUBLE, f"unsupported --color value '{when}' (must be always, auto, or never)"
        )  # fmt: skip
    wanted = when == "always" or (when == "auto" and (envp.get("CLICOLOR") or envp.get("COLORTERM")))
    if wanted and (when == "always" or await isatty(STDOUT)):
        added, _, taken = envp.get("DIFFCOLORS", "").partition(":")
        job.style.colours = (added or COLOURS[0], taken or COLOURS[1])


async def _lines_of(err: Err, path: str) -> list[str]:
    try:
        fd = STDIN if path == "-" else await open(path, O_RDONLY)
        text = decode(await read_all(fd))
        if fd != STDIN:
            await close(fd)
    except Errno as error:
        await err.err(TROUBLE, path, error)
    return text.splitlines()


async def _compare(job: Comparison, operands: list[str]) -> int:
    """Files or directories, as the operands are."""
    sides = [await _side(job, path) for path in operands]
    if sides[0].missing and sides[1].missing:
        for side in sides:
            await job.err.warn(side.path, 2)
        return TROUBLE
    for side, other in (sides, sides[::-1]):
        if side.missing:
            side.mode = other.mode
    directories = [is_directory(side) for side in sides]
    if "-" in operands and any(directories):
        await job.err.errx(TROUBLE, "can't compare - to a directory")
    if all(directories):
        if job.style.format == "ifdef":
            await job.err.errx(TROUBLE, "-D option not supported with directories")
        await job.directories(operands[0], operands[1])
        return job.status
    for side, other in (sides, sides[::-1]):
        if is_directory(side) and not is_directory(other):
            path = join(side.path, other.path.rpartition("/")[2])
            try:
                side.mode = (await stat(path)).st_mode
            except Errno as error:
                await job.err.err(TROUBLE, path, error)
            side.path = path
    await job.say(await job.files(sides[0], sides[1]), sides[0].path, sides[1].path)
    return job.status


async def _side(job: Comparison, path: str) -> Side:
    try:
        return Side(path, (await (fstat(STDIN) if path == "-" else stat(path))).st_mode)
    except Errno as error:
        if not job.has("N") or error.errno != 2:
            await job.err.err(TROUBLE, path, error)
    return Side(path, 0, missing=True)
