"""Finding commands: functions, built-ins, files along PATH, and remembering where they were.

Models bin/sh/exec.c (find_command, padvance, the command table); leaves out %func directories in PATH.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simbsd.lib.files import stat
from simbsd.sh.state import Shell
from simbsd.sys.errno import EACCES, ENOENT, ENOTDIR, Errno, strerror
from simbsd.sys.fcntl import S_IFMT, S_IFREG

NORMAL, FUNCTION, BUILTIN, UNKNOWN = "normal", "function", "builtin", "unknown"
STANDARD_PATH = "/usr/bin:/bin:/usr/sbin:/sbin"
_BUCKETS = 31


class Found(NamedTuple):
    """What a command name means. ``path`` is the file of a NORMAL command, "" if the name itself is the path."""

    kind: str
    path: str = ""
    error: int = 0


_AS_NAMED = Found(NORMAL)


def path_entries(path: str, name: str) -> Iterator[str]:
    """The files that ``name`` may be along ``path`` (padvance)."""
    for directory in path.split(":"):
        directory, option, _ = directory.partition("%")
        if not option:
            yield f"{directory}/{name}" if directory else name


async def find_command(
    sh: Shell, name: str, builtins: frozenset[str], path: str | None = None, functions: bool = True
) -> Found:
    """What ``name`` means. Only the search along the shell's own PATH (``path`` None) is remembered."""
    if "/" in name:
        return _AS_NAMED
    if functions and name in sh.functions:
        return Found(FUNCTION)
    if name in builtins:
        return Found(BUILTIN)
    if path is None and name in sh.hashed:
        return Found(NORMAL, sh.hashed[name])
    found = await search_path(sh.vars.text("PATH") if path is None else path, name)
    if path is None and found.kind == NORMAL:
        sh.hashed[name] = found.path
        if not found.path.startswith("/"):
            sh.hashed_depends_on_cwd = True
    return found


async def search_path(path: str, name: str) -> Found:
    """The first regular file ``name`` along ``path``; else UNKNOWN with the error."""
    error = ENOENT
    for candidate in path_entries(path, name):
        try:
            mode = (await stat(candidate)).st_mode
        except Errno as failed:
            if failed.errno not in (ENOENT, ENOTDIR):
                error = failed.errno
            continue
        if mode & S_IFMT == S_IFREG:
            return Found(NORMAL, candidate)
        error = EACCES
    return Found(UNKNOWN, "", error)


def not_found(name: str, error: int) -> str:
    """The message for a command that was not found or cannot be run."""
    return f"{name}: not found" if error in (ENOENT, ENOTDIR) else f"{name}: {strerror(error)}"


def hashed_in_order(sh: Shell) -> list[tuple[str, str]]:
    """The remembered commands in the order of the C program's table: by bucket, oldest first."""
    return sorted(sh.hashed.items(), key=lambda entry: _bucket(entry[0]))


def _bucket(name: str) -> int:
    data = name.encode("utf-8", "surrogateescape")
    # Characters are signed there, as in the C program, but the first one's shift.
    return ((data[0] << 4) + sum(byte - 256 if byte > 127 else byte for byte in data)) % _BUCKETS
