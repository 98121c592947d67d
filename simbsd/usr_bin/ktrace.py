"""ktrace(1): what a process does, written into a file.

Models usr.bin/ktrace/ktrace.c.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.files import fstat, unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.ptrace import ktrace
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import close, getpid, getuid, open, umask
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_CREAT, O_EXCL, O_NONBLOCK, O_WRONLY, S_IFMT, S_IFREG
from simbsd.sys.ktrace import (
    ABI_POINTS,
    ALL_POINTS,
    DEFAULT_POINTS,
    KTRFAC_INHERIT,
    KTRFLAG_DESCEND,
    KTROP_CLEAR,
    KTROP_CLEARFILE,
    points,
)

USAGE = """\
usage: ktrace [-aCcdi] [-f trfile] [-g pgrp | -p pid] [-t trstr]
       ktrace [-adi] [-f trfile] [-t trstr] command
"""
INT_MAX = (1 << 31) - 1


@dataclass(slots=True)
class Options:
    """What was asked: of whom (a group below zero), which records, into which file, and to which end."""

    file: str = "ktrace.out"
    points: int = DEFAULT_POINTS
    ops: int = 0
    pid: int = 0
    clear: str = ""
    append: bool = False
    inherit: bool = False


class Misused(Exception):
    """A command line that is told of, before the usage."""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Trace a command or a process, or let go of it."""
    err = Err(argv)
    words, command = await getopt(argv, "aCcdf:g:ip:t:")
    options = Options()
    try:
        for letter, argument in words:
            _option(options, letter, argument)
        if not (options.clear or options.pid or command) or (options.pid and command):
            raise Misused
    except Misused as misused:
        if misused.args:
            await err.warnx(str(misused))
        await printf(USAGE, STDERR)
        return 1
    facilities = options.points | (KTRFAC_INHERIT if options.inherit else 0)
    if options.clear == "C":
        options.ops, facilities = KTROP_CLEAR | KTRFLAG_DESCEND, ALL_POINTS
    elif options.clear:
        options.ops |= KTROP_CLEAR if options.pid else KTROP_CLEARFILE
    else:
        await _make(err, options)
        facilities |= ABI_POINTS
    try:
        await ktrace(options.file, options.ops, facilities, await getpid() if command else options.pid)
    except Errno as error:
        await err.err(1, options.file, error)
    if command and not options.clear:
        try:
            await execvpe(command[0], command, envp)
        except Errno as error:
            await err.err(1, f"exec of '{command[0]}' failed", error)
    return 0


def _option(options: Options, letter: str, argument: str) -> None:
    if letter == "a":
        options.append = True
    elif letter in "Cc":
        _who(options, None, letter)
    elif letter == "d":
        options.ops |= KTRFLAG_DESCEND
    elif letter == "f":
        options.file = argument
    elif letter == "i":
        options.inherit = True
    elif letter in "gp":
        _who(options, argument, "")
        options.pid = -options.pid if letter == "g" else options.pid
    elif letter == "t":
        try:
            options.points = points(argument)
        except ValueError:
            raise Misused(f"unknown facility in {argument}") from None
    else:
        raise Misused


def _who(options: Options, number: str | None, clear: str) -> None:
    """Of whom, and whether to end (set_pid_clear)."""
    if options.clear and clear:
        raise Misused("only one -c or -C flag is permitted")
    if (options.clear == "C" and number is not None) or (clear == "C" and options.pid):
        raise Misused("the -C flag may not be combined with -g or -p")
    if number is not None:
        if options.pid:
            raise Misused("only one -g or -p flag is permitted")
        digits = number.lstrip().removeprefix("+")
        if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:20]) <= INT_MAX:
            raise Misused("invalid process or group id")
        options.pid = int(digits)
    if clear:
        options.clear = clear
        options.pid = 1 if clear == "C" else options.pid


async def _make(err: Err, options: Options) -> None:
    """The file, new unless it is appended to; nobody else reads it."""
    mask = await umask(0o77)
    try:
        if options.append:
            fd = await open(options.file, O_CREAT | O_WRONLY | O_NONBLOCK)
            await _check_own(err, options.file, fd)
        else:
            await _unlink(err, options.file)
            fd = await open(options.file, O_CREAT | O_EXCL | O_WRONLY)
    except Errno as error:
        await err.err(1, options.file, error)
    await umask(mask)
    await close(fd)


async def _check_own(err: Err, path: str, fd: int) -> None:
    found = await fstat(fd)
    if found.st_uid != await getuid():
        await err.errx(1, f"refuse to append to {path} not owned by you")
    if found.st_mode & S_IFMT != S_IFREG:
        await err.errx(1, f"{path} not regular file")


async def _unlink(err: Err, path: str) -> None:
    try:
        await unlink(path)
    except Errno as error:
        if error.errno != ENOENT:
            await err.err(1, f"unlink {path}", error)
