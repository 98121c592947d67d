"""Completion of the word before the cursor: commands, then files.

Models sh_matches() in bin/sh/histedit.c and filecomplete.c of lib/libedit; leaves out user names after a tilde.
Beyond the real shell, jails, interfaces, sysctls and options complete where a command takes them (completion_jail.py,
completion_words.py).
"""

from __future__ import annotations

from simbsd.lib.files import getdents, stat
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
    words = _words_of(before[:start])
    if words and "/" not in word:
        found = await _arguments(words[0].rpartition("/")[2], words[1:], word)
        matches = [name for name in found if name.startswith(word)]
        if matches:
            return word, matches
    return word, await _files(sh, word)


def _words_of(before: str) -> list[str]:
    """The command whose arguments are being typed, and those typed so far."""
    for index in range(len(before) - 1, -1, -1):
        if before[index] in _ENDS:
            before = before[index + 1 :]
            break
    return before.split()


async def _arguments(command: str, words: list[str], word: str) -> list[str]:
    from simbsd.sh.completion_jail import JAIL_OPTION, OPTIONS, jail_words

    found = await jail_words(command, words, word) if command in JAIL_OPTION or command in OPTIONS else []
    if not found and command == "ifconfig" and not word.startswith("-"):
        found = [name + " " for name in await _interfaces()]
    if not found and (command == "sysctl" or word.startswith("-")):
        from simbsd.sh.completion_words import option_words, sysctl_words

        found = await (option_words(command) if word.startswith("-") else sysctl_words(word))
    return found


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


async def _interfaces() -> list[str]:
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

