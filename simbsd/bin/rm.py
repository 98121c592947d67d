"""rm(1): remove names, and trees of them.

Models bin/rm/rm.c; leaves out -I, -P, -W, -x and unlink(1).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.files import eaccess, lstat, rmdir, unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrgid
from simbsd.lib.mode import strmode
from simbsd.lib.path import join, names
from simbsd.lib.pwd import getpwuid
from simbsd.lib.stdio import STDERR, STDIN, LineReader, puts
from simbsd.lib.unistd import isatty
from simbsd.sys.errno import ENOENT, Errno, strerror
from simbsd.sys.fcntl import S_IFDIR, S_IFLNK, S_IFMT, W_OK
from simbsd.sys.vnode import Stat

USAGE = "rm [-f | -i] [-dIPRrvWx] file ...\n       unlink [--] file"


@dataclass(slots=True)
class Job:
    """What was asked, and how it goes."""

    err: Err
    force: bool
    ask: bool
    directories: bool
    recursive: bool
    verbose: bool
    terminal: bool
    answers: LineReader
    status: int = 0

    async def complain(self, path: str, error: Errno) -> None:
        """Say what went wrong, unless -f forgives it."""
        if not (self.force and error.errno == ENOENT):
            await self.err.warnx(f"{path}: {strerror(error.errno)}")
            self.status = 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Remove each operand; -r trees, -d empty directories, -f never asks nor complains of what is not there."""
    err = Err(argv)
    options, operands = await getopt(argv, "dfiRrv")
    letters = [letter for letter, _ in options]
    force = next((letter == "f" for letter in reversed(letters) if letter in "fi"), False)
    if "?" in letters or (not operands and not force):
        await err.usage(USAGE, EX_USAGE)
    recursive = "r" in letters or "R" in letters
    job = Job(
        err,
        force,
        "i" in letters and not force,
        "d" in letters,
        recursive,
        "v" in letters,
        await isatty(STDIN),
        LineReader(STDIN),
    )
    for path in await _allowed(job, operands):
        await _remove(job, path)
    return job.status


async def _allowed(job: Job, operands: list[str]) -> list[str]:
    """The operands but ``.``, ``..`` and ``/``, each kind complained of once (checkdot, checkslash)."""
    dots = [path for path in operands if path.rpartition("/")[2] in (".", "..")]
    slashes = [path for path in operands if path and not path.strip("/")]
    for refused, what in ((dots, '"." and ".."'), (slashes, '"/"')):
        if refused:
            await job.err.warnx(f"{what} may not be removed")
            job.status = 1
    return [path for path in operands if path not in dots and path not in slashes]


async def _remove(job: Job, path: str) -> None:
    try:
        info = await lstat(path)
    except Errno as error:
        await job.complain(path, error)
        return
    is_directory = info.st_mode & S_IFMT == S_IFDIR
    if is_directory and not job.recursive and not job.directories:
        await job.err.warnx(f"{path}: is a directory")
        job.status = 1
        return
    if not await _agreed(job, path, info):
        return
    if is_directory and job.recursive:
        try:
            children = await names(path)
        except Errno as error:
            await job.complain(path, error)
            return
        for name in children:
            await _remove(job, join(path, name))
    try:
        await (rmdir if is_directory else unlink)(path)
    except Errno as error:
        await job.complain(path, error)
        return
    if job.verbose:
        await puts(f"{path}\n")


async def _agreed(job: Job, path: str, info: Stat) -> bool:
    """Ask when -i says so, or when a terminal's user may not write the file (check)."""
    if job.force:
        return True
    if job.ask:
        await puts(f"remove {path}? ", STDERR)
        return (await job.answers.line())[:1] in (b"y", b"Y")
    if info.st_mode & S_IFMT == S_IFLNK or not job.terminal:
        return True
    try:
        await eaccess(path, W_OK)
        return True
    except Errno:
        pass
    owner, group = await getpwuid(info.st_uid), await getgrgid(info.st_gid)
    who = f"{owner.pw_name if owner else info.st_uid}/{group.gr_name if group else info.st_gid}"
    await puts(f"override {strmode(info.st_mode)[1:]}{who} for {path}? ", STDERR)
    return (await job.answers.line())[:1] in (b"y", b"Y")
