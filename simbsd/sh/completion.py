"""Completion of the word before the cursor: commands, then files.

Models sh_matches() in bin/sh/histedit.c and filecomplete.c of lib/libedit; leaves out user names after a tilde.
``ARGUMENTS`` adds, beyond the real shell, the names of jails and interfaces for the commands that take them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.files import getdents, stat
from simbsd.lib.jail import jail_all
from simbsd.lib.socket import netlink, socket
from simbsd.lib.unistd import close, open
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_DIRECTORY, O_RDONLY, S_IFDIR, S_IFMT, S_IFREG
from simbsd.sys.socketvar import AF_NETLINK, SOCK_RAW

_BREAKS = " \t\n\"'><=;|&{(`"
_ENDS = ";|&({`"
_SPECIAL = " \t\n\"'\\$`;&|<>()*?[]{}#~!"


async def complete_line(sh: Shell, before: str) -> tuple[str, list[str]]:
    """The word at the end of ``before``, and what it can become: each with the character that follows it."""
    start = len(before)
    while start > 0 and (before[start - 1] not in _BREAKS or (start > 1 and before[start - 2] == "\\")):
        start -= 1
    word = before[start:]
    first = before[:start].rstrip(" \t")
    if "/" not in word and (not first or first[-1] in _ENDS):
        matches = await _commands(sh, word)
        if matches:
            return word, matches
    command = _command_of(before[:start])
    if command in ARGUMENTS and "/" not in word:
        names = [name for name in await ARGUMENTS[command](sh) if name.startswith(word)]
        if names:
            return word, [name + " " for name in names]
    return word, await _files(sh, word)


def _command_of(before: str) -> str:
    """The command whose arguments are being typed."""
    for index in range(len(before) - 1, -1, -1):
        if before[index] in _ENDS:
            before = before[index + 1 :]
            break
    words = before.split()
    return words[0].rpartition("/")[2] if words else ""


async def _commands(sh: Shell, word: str) -> list[str]:
    from simbsd.sh.builtins.table import BUILTINS

    names = dict.fromkeys(name for name in (*BUILTINS, *sh.functions, *sh.aliases) if name.startswith(word))
    for directory in sh.vars.text("PATH").split(":"):
        for name, kind in await _entries(directory or "."):
            if name.startswith(word) and kind == S_IFREG:
                names[name] = None
    return [name + " " for name in sorted(names)]


async def _entries(directory: str) -> list[tuple[str, int]]:
    try:
        fd = await open(directory, O_RDONLY | O_DIRECTORY)
    except Errno:
        return []
    entries = await getdents(fd)
    await close(fd)
    return [(entry.d_name, entry.d_type) for entry in entries if entry.d_name not in (".", "..")]


async def _files(sh: Shell, word: str) -> list[str]:
    directory, slash, prefix = word.rpartition("/")
    place = directory + slash
    if place.startswith("~/"):
        place = sh.vars.text("HOME") + place[1:]
    plain = prefix.replace("\\", "")
    matches = []
    for name, kind in await _entries(place.replace("\\", "") or "."):
        if not name.startswith(plain) or (name[0] == "." and plain[:1] != "."):
            continue
        if kind not in (S_IFREG, S_IFDIR):
            kind = await _kind(place + name)
        shown = "".join("\\" + char if char in _SPECIAL else char for char in name)
        matches.append(f"{directory}{slash}{shown}{'/' if kind == S_IFDIR else ' '}")
    return sorted(matches)


async def _kind(path: str) -> int:
    try:
        return (await stat(path)).st_mode & S_IFMT
    except Errno:
        return S_IFREG


async def _jails(sh: Shell) -> list[str]:
    try:
        return sorted(str(jail["name"]) for jail in await jail_all())
    except Errno:
        return []


async def _interfaces(sh: Shell) -> list[str]:
    try:
        fd = await socket(AF_NETLINK, SOCK_RAW)
    except Errno:
        return []
    try:
        names = sorted(link.name for link in await netlink(fd, "RTM_GETLINK", {}))
    except Errno:
        names = []
    await close(fd)
    return names


# Commands whose arguments are not files: who gives the names.
ARGUMENTS: dict[str, Callable[[Shell], Awaitable[list[str]]]] = {"jexec": _jails, "ifconfig": _interfaces}
