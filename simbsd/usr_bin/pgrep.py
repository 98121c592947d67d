"""pgrep(1) and pkill(1): find processes by pattern, or signal them.

Models bin/pkill/pkill.c; leaves out dumps of kernels (lib/kvm.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import Err, Refused
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam
from simbsd.lib.jail import jail_getid
from simbsd.lib.kvm import DEVNULL, kvm_openfiles
from simbsd.lib.pidfile import owner
from simbsd.lib.pwd import getpwnam
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.signal import kill
from simbsd.lib.stdio import STDERR, STDIN, LineReader, decode, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, exit, getpgrp, getpid, getppid, getsid, open
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.fcntl import O_RDONLY, S_IFCHR
from simbsd.sys.records import KinfoProc
from simbsd.sys.signal import NSIG, SIGNAMES, SIGTERM
from simbsd.sys.strtol import is_number, to_int

MATCH, NO_MATCH, BAD_USAGE, ERROR = 0, 1, 2, 3
ANY_JAIL = -1
NO_TTY = "-"
MIN_PID, MAX_PID = 5, 99999
_LISTS = "GPUcgjstu"


@dataclass(slots=True)
class Search:
    """What was asked. ``lists`` holds the numbers (for -t the names) that each list option allows."""

    err: Err
    grep: bool
    letters: str = ""
    delimiter: str = "\n"
    signal: int = SIGTERM
    lists: dict[str, list[int | str]] = field(default_factory=dict)
    patterns: list[Regex] = field(default_factory=list)
    pid_file: str | None = None
    pid: int | None = None
    core: str = DEVNULL
    system: str | None = None
    answers: LineReader = field(default_factory=lambda: LineReader(STDIN))

    def has(self, letter: str) -> bool:
        """True when an option was given."""
        return letter in self.letters


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """List (pgrep) or signal (pkill) the processes that match every criterion given."""
    err = Err(argv)
    search = Search(err, err.name == "pgrep")
    words = _leading_signal(search, argv)
    operands = await _options(search, words)
    try:
        await kvm_openfiles(search.system, search.core)
    except Refused as refused:
        await err.errx(ERROR, f"Cannot open kernel files ({refused.message})")
    for pattern in operands:
        try:
            search.patterns.append(Regex(pattern, extended=True, fold=search.has("i")))
        except RegexError as error:
            await err.errx(BAD_USAGE, f"Cannot compile regular expression `{pattern}' ({error})")
    me = await getpid()
    every: list[KinfoProc] = await sysctl("kern.proc.all")
    listed = [p for p in every if p.ki_pid != me and (not p.ki_kproc or search.has("S"))]
    if search.letters.count("D"):
        await _tell(search, every, listed)
    return await _act(search, listed, await _select(search, every, listed))


def _leading_signal(search: Search, argv: list[str]) -> list[str]:
    """pkill's first word may be a signal; the words left."""
    if search.grep or len(argv) < 2 or not argv[1].startswith("-"):
        return argv
    name = argv[1][1:]
    bare = name.upper().removeprefix("SIG")
    if is_number(name):
        search.signal = to_int(name)
    elif bare and bare in SIGNAMES[1:NSIG]:
        search.signal = SIGNAMES.index(bare)
    else:
        return argv
    return [argv[0], *argv[2:]]


async def _options(search: Search, argv: list[str]) -> list[str]:
    options, operands = await getopt(argv, "DF:G:ILM:N:P:SU:ac:d:fg:ij:lnoqs:t:u:vx")
    for letter, value in options:
        if letter == "?" or letter in ("I" if search.grep else "Sdq"):
            await _usage(search)
        if letter in _LISTS:
            search.lists[letter] = search.lists.get(letter, []) + await _list(search, letter, value)
        elif letter == "d":
            search.delimiter = value
        elif letter == "M":
            search.core = value
        elif letter == "N":
            search.system = value
        elif letter == "F":
            search.pid_file = value
        else:
            search.letters += letter
    if not operands and not search.lists and search.pid_file is None and not search.has("n") and not search.has("o"):
        await _usage(search)
    if search.has("n") and search.has("o"):
        await search.err.errx(ERROR, "Options -n and -o are mutually exclusive")
    if search.pid_file is not None:
        search.pid = await _take_pid(search.err, search.pid_file, search.has("L"))
    elif search.has("L"):
        await search.err.errx(ERROR, "Option -L doesn't make sense without -F")
    return operands


async def _take_pid(err: Err, path: str, locked: bool) -> int:
    """-F: the number in a file, which with -L a living daemon must have locked (lib/pidfile.py)."""
    try:
        fd = await open(path, O_RDONLY)
    except Errno as error:
        await err.err(ERROR, f"Cannot open pidfile `{path}'", error)
    if locked and not await owner(path):
        await err.errx(ERROR, f"File '{path}' can be locked")
    line = decode(await LineReader(fd).line())
    await close(fd)
    if not line:
        await err.errx(ERROR, f"Pidfile `{path}' is empty")
    found = re.match(r"\s*([+-]?[0-9]+)(?=\s|$)", line)
    if found is None or not MIN_PID <= to_int(found.group(1)) <= MAX_PID:
        await err.errx(ERROR, f"Invalid pid in file `{path}'")
    return to_int(found.group(1))


async def _usage(search: Search) -> NoReturn:
    special = "[-LSfilnoqvx] [-d delim]" if search.grep else "[-signal] [-ILfilnovx]"
    await puts(
        f"usage: {search.err.name} {special} [-F pidfile] [-G gid] [-M core] [-N system]\n"
        "             [-P ppid] [-U uid] [-c class] [-g pgrp] [-j jail]\n"
        "             [-s sid] [-t tty] [-u euid] pattern ...\n",
        STDERR,
    )
    await exit(BAD_USAGE)


async def _list(search: Search, letter: str, text: str) -> list[int | str]:
    words = text.split(",")
    if not all(words):
        await _usage(search)
    return [await _element(search, letter, word) for word in words]


async def _element(search: Search, letter: str, word: str) -> int | str:
    """One element of a list: a number, or a name of the list's own kind."""
    if letter == "c":
        return word
    number = _base_zero(word)
    if letter == "t":
        return await _tty(search, word, number)
    if number is not None:
        return await _number(search, letter, word, number)
    if letter in "uU":
        user = await getpwnam(word)
        return user.pw_uid if user is not None else await _bad(search, f"Unknown user `{word}'")
    if letter == "G":
        group = await getgrnam(word)
        return group.gr_gid if group is not None else await _bad(search, f"Unknown group `{word}'")
    if letter == "j":
        return await _jail(search, word)
    await _usage(search)


async def _bad(search: Search, text: str) -> NoReturn:
    await search.err.errx(BAD_USAGE, text)


def _base_zero(word: str) -> int | None:
    """strtol(3) with base 0: octal after 0, hexadecimal after 0x."""
    found = re.fullmatch(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)", word)
    if found is None or re.fullmatch(r"0[0-7]*[89][0-9]*", found.group(2)):
        return None
    digits = found.group(2).lower()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    return to_int(found.group(1) + digits, base)


async def _tty(search: Search, word: str, number: int | None) -> str:
    """The name in /dev of a terminal, or "-" for none."""
    if word == NO_TTY:
        return word
    if number is not None and number < 0:
        await _bad(search, f"Negative /dev/pts tty `{word}'")
    name = "console" if word == "co" else word
    for place in (f"/dev/pts/{word}",) if number is not None else (f"/dev/{name}", f"/dev/tty{name}"):
        try:
            mode = (await stat(place)).st_mode
        except Errno:
            continue
        if not mode & S_IFCHR:
            await _bad(search, f"Not a tty: `{word}'")
        return place.removeprefix("/dev/")
    await _bad(search, f"No such tty: `{'/dev/pts/' if number is not None else ''}{word}'")


async def _number(search: Search, letter: str, word: str, number: int) -> int:
    if letter == "g" and number == 0:
        return await getpgrp()
    if letter == "s" and number == 0:
        return await getsid(0)
    if letter == "j":
        if number < 0:
            await _bad(search, f"Negative jail ID `{word}'")
        return number or ANY_JAIL
    return number


async def _jail(search: Search, word: str) -> int:
    if word in ("none", "any"):
        return 0 if word == "none" else ANY_JAIL
    try:
        return await jail_getid(word)
    except Errno:
        await _bad(search, f"Invalid jail ID or name `{word}'")


async def _tell(search: Search, every: list[KinfoProc], listed: list[KinfoProc]) -> None:
    """-D: what is passed over, and given twice, how each pattern fares."""
    marked: list[int] = []
    for pattern in search.patterns:
        for process in every:
            who = f"{process.ki_pid:5} {process.ki_uid:3}"
            if process not in listed:
                await puts(f"* Skipped {who} {process.ki_comm}\n", STDERR)
                continue
            if _is_found(search, pattern, process):
                marked.append(process.ki_pid)
            if search.letters.count("D") > 1:
                verdict = "Matched" if process.ki_pid in marked else "NoMatch"
                await puts(f"* {verdict} {who} {_text(search, process)}\n", STDERR)


async def _select(search: Search, every: list[KinfoProc], listed: list[KinfoProc]) -> list[KinfoProc]:
    found = [p for p in listed if _in_lists(search, p) and _matches(search, p)]
    if not search.has("a"):
        ancestors = await _ancestors(every)
        found = [p for p in found if p.ki_pid not in ancestors]
    if found and search.has("n"):
        return [max(found, key=lambda p: p.ki_start)]
    if found and search.has("o"):
        return [min(reversed(found), key=lambda p: p.ki_start)]
    return found


async def _ancestors(processes: list[KinfoProc]) -> list[int]:
    """This process and all above it, as far as they can be seen."""
    parents = {p.ki_pid: p.ki_ppid for p in processes}
    pid = await getpid()
    line = [pid]
    parent = parents.get(pid, await getppid())
    while parent in parents and parent not in line:
        line.append(parent)
        parent = parents[parent]
    return line


def _in_lists(search: Search, p: KinfoProc) -> bool:
    mine: dict[str, tuple[int | str, ...]] = {
        "U": (p.ki_ruid,), "G": (p.ki_rgid,), "u": (p.ki_uid,), "P": (p.ki_ppid,), "g": (p.ki_pgid,),
        "c": () if p.ki_kproc or p.ki_pid == 1 else (p.ki_loginclass,),  # not of P_SYSTEM
        "s": (p.ki_sid,), "j": (p.ki_jid, ANY_JAIL) if p.ki_jid > 0 else (p.ki_jid,),
        "t": (p.ki_tdev or NO_TTY,) if p.ki_ctty else (p.ki_tdev, NO_TTY),
    }  # fmt: skip
    if search.pid not in (None, p.ki_pid):
        return False
    return all(any(value in allowed for value in mine[letter]) for letter, allowed in search.lists.items())


def _text(search: Search, process: KinfoProc) -> str:
    return " ".join(process.ki_args) if search.has("f") and process.ki_args else process.ki_comm


def _matches(search: Search, process: KinfoProc) -> bool:
    """True when a pattern is found in the name, or, with -f, in the arguments; -x: it is all of them."""
    return not search.patterns or any(_is_found(search, pattern, process) for pattern in search.patterns)


def _is_found(search: Search, pattern: Regex, process: KinfoProc) -> bool:
    text = _text(search, process)
    found = pattern.search(text)
    return found is not None and (not search.has("x") or found == (0, len(text)))


async def _act(search: Search, listed: list[KinfoProc], selected: list[KinfoProc]) -> int:
    """Print or signal; with -v those not selected, though -l of pkill tells of those that are."""
    if search.grep:
        chosen = [p for p in listed if (p in selected) is not search.has("v")]
        lines = [_line(search, process) for process in chosen]
        if lines and not search.has("q"):
            await puts(search.delimiter.join(lines) + "\n")
        return MATCH if lines else NO_MATCH
    matched = False
    for process in listed:
        if process in selected and search.has("l"):
            await puts(f"kill -{search.signal} {process.ki_pid}\n")
        if (process in selected) is not search.has("v"):
            matched = await _kill(search, process) or matched
    if not selected and search.has("l"):
        await puts("No matching processes belonging to you were found\n", STDERR)
    return MATCH if matched else NO_MATCH


def _line(search: Search, process: KinfoProc) -> str:
    return f"{process.ki_pid} {_text(search, process)}" if search.has("l") or not search.grep else str(process.ki_pid)


async def _kill(search: Search, process: KinfoProc) -> bool:
    """Signal one process; False when it could not be: it then is no match."""
    if search.has("I"):
        await puts(f"kill {_line(search, process)}? ")
        if (await search.answers.line())[:1] not in (b"y", b"Y"):
            return True
    try:
        await kill(process.ki_pid, search.signal)
    except Errno as error:
        if error.errno != ESRCH:
            await search.err.warn(f"signalling pid {process.ki_pid}", error)
        return False
    return True
