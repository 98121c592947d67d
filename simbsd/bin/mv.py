"""mv(1): rename, and move across file systems.

Models bin/mv/mv.c; a directory moved across file systems is copied by cp -PRp and removed by rm -rf, as there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.files import access, lstat, rename, stat, statfs
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrgid
from simbsd.lib.mode import strmode
from simbsd.lib.path import basename, join
from simbsd.lib.pwd import getpwuid
from simbsd.lib.realpath import realpath
from simbsd.lib.spawn import run
from simbsd.lib.stdio import STDERR, STDIN, LineReader, puts
from simbsd.lib.unistd import isatty
from simbsd.sys.errno import EXDEV, Errno
from simbsd.sys.fcntl import F_OK, S_IFDIR, S_IFLNK, S_IFMT, W_OK
from simbsd.sys.vnode import Stat

USAGE = "mv [-f | -i | -n] [-hv] source target\n       mv [-f | -i | -n] [-v] source ... directory"


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked: ``mode`` is the last of f, i, n, or empty."""

    err: Err
    mode: str
    verbose: bool
    envp: dict[str, str]
    answers: LineReader


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Move each source to the target, or into it when it is a directory."""
    err = Err(argv)
    options, operands = await getopt(argv, "fhinv")
    letters = [letter for letter, _ in options]
    if "?" in letters or len(operands) < 2:
        await err.usage(USAGE, EX_USAGE)
    mode = next((letter for letter in reversed(letters) if letter in "fin"), "")
    job = Job(err, mode, "v" in letters, envp, LineReader(STDIN))
    *sources, target = operands
    if not await _is(target, S_IFDIR, stat):
        if len(sources) > 1:
            await err.errx(1, f"{target} is not a directory")
        return await _move(job, sources[0], target)
    if "h" in letters:
        if len(sources) > 1:
            await err.usage(USAGE, EX_USAGE)
        if await _is(target, S_IFLNK, lstat):
            return await _move(job, sources[0], target)
    results = [await _move(job, source, join(target, basename(source))) for source in sources]
    return max(results)


async def _is(path: str, kind: int, ask: Callable[[str], Awaitable[Stat]]) -> bool:
    try:
        return (await ask(path)).st_mode & S_IFMT == kind
    except Errno:
        return False


async def _exists(path: str, mode: int = F_OK) -> bool:
    try:
        await access(path, mode)
        return True
    except Errno:
        return False


async def _move(job: Job, source: str, target: str) -> int:
    if job.mode != "f" and await _exists(target):
        try:
            await lstat(source)
        except Errno as error:
            await job.err.warn(source, error)
            return 1
        if job.mode == "n":
            if job.verbose:
                await puts(f"{target} not overwritten\n")
            return 0
        if not await _agreed(job, target):
            await puts("not overwritten\n", STDERR)
            return 0
    try:
        await rename(source, target)
    except Errno as error:
        if error.errno == EXDEV:
            return await _across(job, source, target)
        await job.err.warn(f"rename {source} to {target}", error)
        return 1
    if job.verbose:
        await puts(f"{source} -> {target}\n")
    return 0


async def _agreed(job: Job, target: str) -> bool:
    """Ask when -i says so, or when a terminal's user may not write the target."""
    if job.mode == "i":
        question = f"overwrite {target}? (y/n [n]) "
    elif await _exists(target, W_OK) or not await isatty(STDIN):
        return True
    else:
        info = await stat(target)
        owner, group = await getpwuid(info.st_uid), await getgrgid(info.st_gid)
        who = f"{owner.pw_name if owner else info.st_uid}/{group.gr_name if group else info.st_gid}"
        question = f"override {strmode(info.st_mode)[1:]}{who} for {target}? (y/n [n]) "
    await puts(question, STDERR)
    return (await job.answers.line())[:1] in (b"y", b"Y")


async def _across(job: Job, source: str, target: str) -> int:
    """Copy, then remove: rename(2) does not cross file systems."""
    if not await _is(source, S_IFLNK, lstat):
        path = await realpath(source)
        if (await statfs(path)).f_mntonname == path:
            await job.err.warnx("cannot rename a mount point")
            return 1
    flags = "-PRpv" if job.verbose else "-PRp"
    for path, words in (("/bin/cp", [flags, "--", source, target]), ("/bin/rm", ["-rf", "--", source])):
        status = await run(path, ["mv", *words], job.envp)
        if status:
            named = " ".join(word for word in words[1:] if word != "--")
            await job.err.warnx(f"{path} {named}: terminated with {status} (non-zero) status")
            return 1
    return 0
