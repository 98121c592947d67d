"""rm(1), unlink(1): remove names, and trees of them.

Models bin/rm/rm.c; leaves out -W (there are no union mounts) and SIGINFO.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.fflags import fflagstostr
from simbsd.lib.files import access, chflags, lstat, rmdir, unlink
from simbsd.lib.fts import FTS_D, FTS_DNR, FTS_DP, FTS_NS, Fts
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrgid
from simbsd.lib.mode import strmode
from simbsd.lib.pwd import getpwuid
from simbsd.lib.stdio import STDERR, STDIN, LineReader, puts
from simbsd.lib.unistd import geteuid, isatty
from simbsd.sys.errno import ENOENT, Errno, strerror
from simbsd.sys.fcntl import S_IFDIR, S_IFLNK, S_IFMT, SF_APPEND, SF_IMMUTABLE, UF_APPEND, UF_IMMUTABLE, W_OK
from simbsd.sys.vnode import Stat

USAGE = "rm [-f | -i] [-dIPRrvWx] file ...\n       unlink [--] file"
SKIPPED = 1
USER_LOCKS, SYSTEM_LOCKS = UF_APPEND | UF_IMMUTABLE, SF_APPEND | SF_IMMUTABLE


@dataclass(slots=True)
class Job:
    """What was asked, and how it goes."""

    err: Err
    force: bool
    ask: bool
    directories: bool
    recursive: bool
    verbose: bool
    xdev: bool
    terminal: bool
    root: bool
    answers: LineReader
    status: int = 0

    async def complain(self, path: str, error: int) -> None:
        """Say what went wrong, unless -f forgives it."""
        if not (self.force and error == ENOENT):
            await self.err.warnx(f"{path}: {strerror(error)}")
            self.status = 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Remove each operand; -r trees, -d empty directories, -f never asks nor complains of what is not there."""
    err = Err(argv)
    if err.name == "unlink":
        if not (len(argv) == 2 or (len(argv) == 3 and argv[1] == "--")):
            await err.usage(USAGE, EX_USAGE)
        argv = [argv[0], "--", argv[-1]]
    options, operands = await getopt(argv, "dfiIPRrvWx")
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
        "x" in letters,
        await isatty(STDIN),
        await geteuid() == 0,
        LineReader(STDIN),
    )
    paths = operands if err.name == "unlink" else await _allowed(job, operands)
    if "I" in letters and paths and not await _once(job, paths):
        return 1
    if recursive:
        await _tree(job, paths)
        return job.status
    for path in paths:
        await _file(job, path)
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


async def _tree(job: Job, paths: list[str]) -> None:
    """Trees, what a directory holds before itself (rm_tree)."""
    fts = Fts(paths, xdev=job.xdev, down=True)
    while (entry := await fts.read()) is not None:
        if entry.fts_info in (FTS_NS, FTS_DNR):
            await job.complain(entry.fts_path, entry.fts_errno)
            continue
        if entry.fts_info == FTS_D:
            if not await _agreed(job, entry.fts_path, entry.info, entry.fts_accpath):
                entry.skip, entry.fts_number = True, SKIPPED
            else:
                await _unlock(job, entry.fts_path, entry.info, entry.fts_accpath)
            continue
        place = (entry.fts_path, entry.info, entry.fts_accpath)
        if entry.fts_info == FTS_DP:
            if entry.fts_number != SKIPPED:
                await _remove(job, *place)
        elif await _agreed(job, *place) and await _unlock(job, *place):
            await _remove(job, *place)


async def _file(job: Job, path: str) -> None:
    """One operand without -r (rm_file)."""
    try:
        info = await lstat(path)
    except Errno as error:
        await job.complain(path, error.errno)
        return
    if info.st_mode & S_IFMT == S_IFDIR and not job.directories:
        await job.err.warnx(f"{path}: is a directory")
        job.status = 1
        return
    if await _agreed(job, path, info) and await _unlock(job, path, info):
        await _remove(job, path, info)


async def _unlock(job: Job, path: str, info: Stat, place: str = "") -> bool:
    """Root's rm takes the user's flags away (uchg, uappnd), not the system's (schg, sappnd)."""
    flags = info.st_flags
    if not job.root or not flags & USER_LOCKS or flags & SYSTEM_LOCKS:
        return True
    try:
        await chflags(place or path, flags & ~USER_LOCKS, False)
    except Errno as error:
        await job.complain(path, error.errno)
        return False
    return True


async def _remove(job: Job, path: str, info: Stat, place: str = "") -> None:
    """Take a file away. ``place`` is the way to it, where that is not its path."""
    try:
        await (rmdir if info.st_mode & S_IFMT == S_IFDIR else unlink)(place or path)
    except Errno as error:
        await job.complain(path, error.errno)
        return
    if job.verbose:
        await puts(f"{path}\n")


async def _once(job: Job, paths: list[str]) -> bool:
    """-I: one question before several files, or a tree, go (check2)."""
    kinds = []
    for path in paths:
        try:
            kinds.append((path, (await lstat(path)).st_mode & S_IFMT == S_IFDIR))
        except Errno:
            continue
    directories = [path for path, is_directory in kinds if is_directory]
    files = len(kinds) - len(directories)
    if directories and job.recursive:
        what = directories[0] if len(directories) == 1 else f"{len(directories)} dirs"
        rest = " and 1 file" if files == 1 else f" and {files} files" if files else ""
        question = f"recursively remove {what}{rest}"
    elif len(kinds) > 3:
        question = f"remove {len(kinds)} files"
    else:
        return True
    while True:
        await puts(f"{question}? ", STDERR)
        answer = await job.answers.line()
        if answer[:1] in (b"y", b"Y", b"n", b"N") or not answer.endswith(b"\n"):
            return answer[:1] in (b"y", b"Y")


async def _agreed(job: Job, path: str, info: Stat, place: str = "") -> bool:
    """Ask when -i says so, or when a terminal's user may not write the file (check)."""
    if job.force:
        return True
    if job.ask:
        await puts(f"remove {path}? ", STDERR)
        return (await job.answers.line())[:1] in (b"y", b"Y")
    if info.st_mode & S_IFMT == S_IFLNK or not job.terminal or await _is_free(job, place or path, info.st_flags):
        return True
    owner, group = await getpwuid(info.st_uid), await getgrgid(info.st_gid)
    who = f"{owner.pw_name if owner else info.st_uid}/{group.gr_name if group else info.st_gid}"
    flags = fflagstostr(info.st_flags)
    await puts(f"override {strmode(info.st_mode)[1:]}{who} {flags + ' ' if flags else ''}for {path}? ", STDERR)
    return (await job.answers.line())[:1] in (b"y", b"Y")


async def _is_free(job: Job, path: str, flags: int) -> bool:
    """Whether nothing stands against removing a file but the directory."""
    try:
        await access(path, W_OK)
    except Errno:
        return False
    return not flags & SYSTEM_LOCKS and (job.root or not flags & USER_LOCKS)
