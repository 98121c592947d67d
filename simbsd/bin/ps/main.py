"""ps(1): which processes, in which columns.

Models bin/ps/ps.c; leaves out -M, -N and -Z; -H and -m change nothing: a process has one thread and no memory map.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from simbsd.bin.ps.keyword import ALIASES, VARS, Var
from simbsd.bin.ps.print import View, getpcpu
from simbsd.bin.ps.tree import descendant_order
from simbsd.lib.err import Err, Refused
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrent_all, getgrgid, getgrnam
from simbsd.lib.jail import jail_getid
from simbsd.lib.kvm import DEVNULL, kvm_openfiles
from simbsd.lib.libxo import Style, document, parse_args
from simbsd.lib.pwd import getpwent_all, getpwnam, getpwuid
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.termios import ttyname, winsize
from simbsd.lib.unistd import exit, gettimeofday, getuid, monotonic
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import S_IFCHR, S_IFMT
from simbsd.sys.records import KinfoProc
from simbsd.sys.strtol import is_number, to_int

OPTIONS = "AaCcD:defG:gHhjJ:LlM:mN:O:o:p:rSTt:U:uvwXxZ"
USAGE = """\
usage: ps [--libxo] [-aCcdeHhjlmrSTuvwXxZ] [-O fmt | -o fmt]
          [-G gid[,gid...]] [-J jid[,jid...]] [-M core] [-N system]
          [-p pid[,pid...]] [-t tty[,tty...]] [-U user[,user...]]
          [-D up | down | both]
       ps [--libxo] -L
"""
DEFAULT = "pid,tt,state,time,command"
FORMATS = {
    "j": "user,pid,ppid,pgid,sid,jobc,state,tt,time,command",
    "l": "uid,pid,ppid,cpu,pri,nice,vsz,rss,mwchan,state,tt,time,command",
    "u": "user,pid,%cpu,%mem,vsz,rss,tt,state,start,time,command",
    "v": "pid,state,time,sl,re,pagein,vsz,rss,lim,tsiz,%cpu,%mem,command",
    "Z": "label",
}
SORTS = {"u": "cpu", "r": "cpu", "v": "memory", "m": "memory"}
MAXLOGNAME = 33
HEADER_EVERY = 22  # lines, where the terminal does not say
AFTER_PID = "tt,state,time,command"
UNLIMITED = 0
WIDE = 131
_LIST_NAMES = {"p": "process id", "J": "jail id", "U": "user", "G": "group", "t": "tty"}


@dataclass(slots=True)
class Column:
    """A column to print, with the header it is given here."""

    var: Var
    header: str
    width: int = 0


@dataclass(slots=True)
class Request:
    """What was asked: columns, and the values that each selecting option allows."""

    err: Err
    columns: list[Column] = field(default_factory=list)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    letters: str = ""
    width: int = UNLIMITED
    rows: int = 0
    direction: str = ""
    sort: str = ""
    style: Style | None = None
    fatal: bool = False
    status: int = 0
    core: str = DEVNULL
    system: str | None = None
    formatted: bool = False


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the processes selected; 1 when there are none."""
    request = Request(Err(argv))
    await _terminal(request, envp)
    words = [argv[0], _old_style(argv[1]), *argv[2:]] if len(argv) > 1 else argv
    try:
        words, request.style = parse_args(words)
    except Refused as refused:
        return await request.err.refuse(refused, USAGE)
    operands = await _options(request, words)
    for operand in operands:
        if not is_number(operand[:1]):
            await puts(f"{request.err.name}: illegal argument: {operand}\n\n", STDERR)
            await _usage()
        await _add_list(request, "p", operand)
    if request.fatal:
        return 1
    if not request.formatted:
        await _add_format(request, DEFAULT, False)
    try:
        await kvm_openfiles(request.system, request.core)
    except Refused as refused:
        await request.err.errx(1, refused.message)
    processes = await _select(request, await sysctl("kern.proc.all"))
    await _print(request, processes)
    return request.status if processes else 1


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def _terminal(request: Request, envp: dict[str, str]) -> None:
    """Width: COLUMNS, else the terminal's less one, else no limit; its rows only where it was asked."""
    columns = re.match(r"\s*[0-9]+", envp.get("COLUMNS", ""))
    if columns is not None:
        request.width = int(columns.group())
        return
    for fd in (STDOUT, STDERR, STDIN):
        try:
            size = await winsize(fd)
        except Errno:
            continue
        request.width = size.ws_col - 1 if size.ws_col else UNLIMITED
        request.rows = size.ws_row
        return


def _old_style(word: str) -> str:
    """``ps aux`` and ``ps 34``: a dash before the first word, -p before a number (kludge_oldps_options)."""
    takes = next((i for i, c in enumerate(word) if OPTIONS.find(c + ":") >= 0), -1)
    if takes >= 0 and word.startswith("-"):
        return word
    if takes == len(word) - 1 and word.endswith("t") and not word.startswith("-"):
        word = word[:-1] + "T"
    elif takes < 0:
        found = re.search(r"[0-9,]+$", word)
        if found is not None and is_number(word[-1]):
            word = f"{word[: found.start()]}p{found.group()}"
    return word if word.startswith("-") else f"-{word}"


async def _options(request: Request, argv: list[str]) -> list[str]:
    options, operands = await getopt(argv, OPTIONS)
    for letter, value in options:
        if letter == "?":
            await _usage()
        request.formatted |= letter in "jluvoO"
        if letter in FORMATS:
            await _add_format(request, FORMATS[letter], False)
        elif letter in _LIST_NAMES:
            await _add_list(request, letter, value)
        elif letter in "oO":
            await _user_format(request, letter, value)
        elif letter == "T":
            await _own_terminal(request)
        elif letter == "L":
            names = tuple(sorted([*VARS, *ALIASES]))
            text = _keywords(request.width)
            await puts(text if request.style is None else document({"key": names}, style=request.style))
            await exit(0)
        elif letter == "w":
            unlimited = "w" in request.letters or request.width == UNLIMITED
            request.width = UNLIMITED if unlimited else max(WIDE, request.width)
        elif letter == "M":
            request.core = value
        elif letter == "N":
            request.system = value
        elif letter == "D":
            request.direction += next((d for d in ("up", "down", "both") if d.startswith(value.lower())), "")
        request.sort = SORTS.get(letter, request.sort)
        request.letters += letter
    return operands


async def _user_format(request: Request, letter: str, value: str) -> None:
    if letter == "o":
        await _add_format(request, value, True)
        return
    for text in ("pid", value, AFTER_PID):
        await _add_format(request, text, True)


async def _own_terminal(request: Request) -> None:
    name = await ttyname(STDIN)
    if name is None:
        await request.err.errx(1, "stdin: not a terminal")
    await _add_list(request, "t", name)


def _keywords(width: int) -> str:
    """Every keyword, as many in a line as the terminal is wide."""
    text, column, separator = "", 0, ""
    for name in sorted([*VARS, *ALIASES]):
        column += len(name) + 1
        if width and column > width:
            column, separator = len(name), "\n"
        text += separator + name
        separator = " "
    return text + "\n"


async def _add_format(request: Request, text: str, by_user: bool) -> None:
    """Columns by keyword; ``name=header`` takes all that follows as its header (parsefmt)."""
    rest = text
    while rest:
        found = re.match(r"[ \t,\n]*([^= \t,\n]+)(=?)", rest)
        if found is None:
            break
        name, equals = found.groups()
        header = rest[found.end() :] if equals else None
        rest = "" if equals else rest[found.end() :]
        var = VARS.get(ALIASES.get(name, name))
        if var is None:
            await request.err.warnx(f"{name}: keyword not found")
            request.status = 1
        elif by_user or not any(column.var is var for column in request.columns):
            request.columns.append(Column(var, var.header if header is None else header))
    if not request.columns:
        await request.err.warnx("no valid keywords; valid keywords:")
        await puts(_keywords(request.width))
        await exit(1)


async def _add_list(request: Request, letter: str, text: str) -> None:
    values = request.lists.setdefault(letter, [])
    for word in re.split(r"[ \t]*[,\n][ \t]*|[ \t]+", text.strip(" \t")):
        complaint, value = await _element(letter, word)
        if complaint:
            await request.err.warnx(complaint)
            request.fatal = True
        else:
            values.append(value)


async def _element(letter: str, word: str) -> tuple[str, Any]:
    """One value of a list, or the complaint about it."""
    name = _LIST_NAMES[letter]
    if letter == "t":
        return await _tty(word)
    if not word:
        return f"Invalid (zero-length) {name}" + (" name" if letter in "UG" else ""), None
    if letter in "UG" and len(word) >= MAXLOGNAME:
        return f"{name} name too long: {word}", None
    number = to_int(word) if is_number(word) else None
    if letter == "p":
        if number is None:
            return f"Invalid {name}: {word}", None
        return (f"{name} too large: {word}", None) if number > 99999 else ("", number)
    if letter == "J":
        return await _jail(word)
    return await _account(letter, word, number)


async def _tty(word: str) -> tuple[str, str]:
    """A terminal by its path, its name in /dev, or the letters of the TT column."""
    path = word if word.startswith("/") else "/dev/console" if word == "co" else f"/dev/{word}"
    short = []
    if not word.startswith("/") and path != "/dev/console" and not path.startswith(("/dev/tty", "/dev/pts/")):
        short = [f"/dev/tty{word}", f"/dev/pts/{word}"]
    found: Errno | None = None
    for name in [*short, path]:
        try:
            device = (await stat(name)).st_mode & S_IFMT == S_IFCHR
        except Errno as error:
            found = error
            continue
        if device:
            return "", name.removeprefix("/dev/")
        found = None
    told = f"{short[1]}, {short[0]}, and {path}" if short else path
    return f"{told}: {'Not a terminal' if found is None else strerror(found.errno)}", ""


async def _jail(word: str) -> tuple[str, Any]:
    try:
        return "", await jail_getid(word)
    except Errno:
        return f"Invalid jail id: {word}", None


async def _account(letter: str, word: str, number: int | None) -> tuple[str, Any]:
    if letter == "G":
        group = (await getgrgid(number) if number is not None else None) or await getgrnam(word)
        found = group.gr_gid if group is not None else None
    else:
        user = await getpwnam(word) or (await getpwuid(number) if number is not None else None)
        found = user.pw_uid if user is not None else None
    how = "named" if number is None else "name or ID matches"
    return ("", found) if found is not None else (f"No {_LIST_NAMES[letter]} {how} '{word}'", None)


async def _select(request: Request, processes: list[KinfoProc]) -> list[KinfoProc]:
    """The processes that any selecting option allows; without one, the caller's own with a terminal."""
    lists, letters = request.lists, request.letters
    implied = any(letter in lists for letter in "GJUt")
    switch = next((letter for letter in reversed(letters) if letter in "xXA"), "")
    keep = switch in ("x", "A") or (not switch and implied)
    everybody = "a" in letters or "A" in letters
    if not everybody and not lists:
        lists = {"U": [await getuid()]}
    pids = _related(request.direction, lists.get("p", []), processes)
    chosen = [p for p in processes if p.ki_pid in pids or ((keep or p.ki_ctty) and _is_allowed(lists, p))]
    chosen.sort(key=lambda p: (p.ki_tdev != "", p.ki_tdev, p.ki_pid))
    if request.sort == "memory":
        chosen.sort(key=lambda p: -(p.ki_tsize + p.ki_dsize + p.ki_ssize))
    if request.sort == "cpu":
        chosen.sort(key=lambda p: -getpcpu(p, "C" in request.letters))
    return chosen


def _related(direction: str, pids: list[int], processes: list[KinfoProc]) -> list[int]:
    """-D: the ancestors or descendants of the processes asked for, too."""
    wide = list(pids)
    if "down" in direction or "both" in direction:
        for pid in wide:
            wide += [p.ki_pid for p in processes if p.ki_ppid == pid != p.ki_pid and p.ki_pid not in wide]
    if "up" in direction or "both" in direction:
        for pid in list(pids):
            parents = {p.ki_pid: p.ki_ppid for p in processes}
            while pid in parents and parents[pid] != pid:
                pid = parents[pid]
                wide.append(pid)
    return wide


def _is_allowed(lists: dict[str, list[Any]], p: KinfoProc) -> bool:
    if not lists:
        return True
    mine = {"J": (p.ki_jid,), "U": (p.ki_uid,), "G": (p.ki_rgid,), "t": (p.ki_tdev,), "p": ()}
    return any(value in allowed for letter, allowed in lists.items() for value in mine[letter])


async def _view(request: Request) -> View:
    now, up = await gettimeofday(), await monotonic()
    users = {user.pw_uid: user.pw_name for user in reversed(await getpwent_all())}
    groups = {group.gr_gid: group.gr_name for group in reversed(await getgrent_all())}
    environments = await sysctl("kern.proc.env") if "e" in request.letters else {}
    return View(
        now // 1_000_000, (now - up) // 1_000_000, users, groups, "c" in request.letters, {}, environments,
        "C" in request.letters, "S" in request.letters, await sysctl("hw.physmem"),
    )  # fmt: skip


async def _print(request: Request, processes: list[KinfoProc]) -> None:
    """Header and rows; a column is as wide as its widest text, the last one not padded when on the left."""
    view, columns = await _view(request), request.columns
    if "d" in request.letters:
        processes, view.prefix = descendant_order(processes)
    last = len(columns) - 1
    rows = [[c.var.show(view, p, i == last) for i, c in enumerate(columns)] for p in processes]
    if request.style is not None:
        named = [{c.var.field: text for c, text in zip(columns, row, strict=True)} for row in rows]
        content = {"process-information": {"process": named}} if named else {}
        await puts(document(content, style=request.style))
        return
    for i, column in enumerate(columns):
        column.width = max([len(column.header), *(len(row[i]) for row in rows)])
    header = _line(columns, [column.header for column in columns], UNLIMITED)
    header = header if any(column.header for column in columns) else ""
    every = (request.rows if request.rows > 5 else HEADER_EVERY) - 3 if "h" in request.letters else 0
    text, printed = header, 0
    for row in rows:
        text += _line(columns, row, request.width)
        printed += 1
        if printed == every:
            text, printed = f"{text}\n{header}", 0
    await puts(text)


def _line(columns: list[Column], texts: list[str], width: int) -> str:
    cells, used = [], 0
    for column, text in zip(columns[:-1], texts[:-1], strict=True):
        cells.append(text.ljust(column.width) if column.var.left else text.rjust(column.width))
        used += column.width + 1
    final, text = columns[-1], texts[-1]
    if width != UNLIMITED and 0 < width - used < len(text):
        text = text[: width - used]
    cells.append(text if final.var.left else text.rjust(final.width))
    return " ".join(cells) + "\n"
