"""ln(1), link(1): make links.

Models bin/ln/ln.c.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.files import link, lstat, rmdir, stat, symlink, unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.path import basename, dirname
from simbsd.lib.stdio import STDERR, STDIN, LineReader, puts
from simbsd.sys.errno import EISDIR, ENOTDIR, Errno
from simbsd.sys.fcntl import S_IFDIR, S_IFLNK, S_IFMT
from simbsd.sys.vnode import Stat

USAGE = (
    "ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file [target_file]\n"
    "       ln [-s [-F] | -L | -P] [-f | -i] [-hnv] source_file ... target_dir\n"
    "       link source_file target_file"
)


class Job:
    """What was asked: ``force`` or ``ask`` before what is there goes, ``over`` a directory too (-F)."""

    def __init__(self, err: Err, letters: str) -> None:
        self.err = err
        self.soft = "s" in letters
        self.over = self.soft and "F" in letters
        last = next((letter for letter in reversed(letters) if letter in "fi"), "")
        self.ask = last == "i"
        self.force = last == "f" or (self.over and not self.ask)
        self.nofollow = "h" in letters or "n" in letters
        self.physical = next((letter == "P" for letter in reversed(letters) if letter in "LP"), False)
        self.verbose = "v" in letters
        self.warn = "w" in letters and letters.rfind("w") > letters.rfind("f") and not self.force


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Link each source to the target, or into it when it is a directory; -s symbolic, -f in place of what is there."""
    err = Err(argv)
    is_link = err.name == "link"
    options, operands = await getopt(argv, "" if is_link else "FLPfhinsvw")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or not operands or (is_link and len(operands) != 2):
        await err.usage(USAGE)
    job = Job(err, letters)
    if len(operands) == 1:
        return await _link(job, operands[0], ".", into=True)
    if len(operands) == 2:
        return await _link(job, operands[0], operands[1], into=False)
    *sources, target = operands
    info = await _look(target, follow=False)
    if job.nofollow and _kind(info) == S_IFLNK:
        await err.err(1, target, ENOTDIR)
    try:
        info = await stat(target)
    except Errno as error:
        await err.err(1, target, error)
    if _kind(info) != S_IFDIR:
        await err.usage(USAGE)
    return max([await _link(job, source, target, into=True) for source in sources])


async def _look(path: str, follow: bool) -> Stat | None:
    try:
        return await (stat if follow else lstat)(path)
    except Errno:
        return None


def _kind(info: Stat | None) -> int:
    return info.st_mode & S_IFMT if info is not None else 0


async def _link(job: Job, source: str, target: str, into: bool) -> int:
    """One link (linkit)."""
    if not job.soft:
        try:
            info = await (lstat if job.physical else stat)(source)
        except Errno as error:
            await job.err.warn(source, error)
            return 1
        if _kind(info) == S_IFDIR:
            await job.err.warn(source, EISDIR)
            return 1
    if not job.over and (into or await _is_directory(job, target)):
        target = f"{target}/{basename(source)}"
    if job.soft and job.warn:
        await _warn(job, source, target)
    there = await _look(target, follow=False)
    if there is not None:
        if not job.soft and await _same_entry(source, target):
            await job.err.warnx(f"{source} and {target} are the same directory entry")
            return 1
        if not await _make_room(job, target, there):
            return 1
    try:
        await (symlink(source, target) if job.soft else link(source, target, not job.physical))
    except Errno as error:
        await job.err.warn(target, error)
        return 1
    if job.verbose:
        await puts(f"{target} {'-' if job.soft else '='}> {source}\n")
    return 0


async def _is_directory(job: Job, target: str) -> bool:
    return _kind(await _look(target, follow=False)) == S_IFDIR or (
        not job.nofollow and _kind(await _look(target, follow=True)) == S_IFDIR
    )


async def _warn(job: Job, source: str, target: str) -> None:
    """-w: say that a symbolic link will lead nowhere."""
    path = source if source.startswith("/") else f"{dirname(target)}/{source}"
    try:
        await stat(path)
    except Errno as error:
        await job.err.warn(f"warning: {source}" + (" inaccessible" if source.startswith("/") else ""), error)


async def _same_entry(one: str, other: str) -> bool:
    """The same name in the same directory (samedirent)."""
    if one == other:
        return True
    if one.rpartition("/")[2] != other.rpartition("/")[2]:
        return False
    places = [await _look(path.rpartition("/")[0] + "/." if "/" in path else ".", follow=True) for path in (one, other)]
    first, second = places
    return first is not None and second is not None and (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


async def _make_room(job: Job, target: str, there: Stat) -> bool:
    """Remove what is at the target: -f always, -i after asking; otherwise link(2) will refuse."""
    if not job.force and not job.ask:
        return True
    if job.ask:
        await puts(f"replace {target}? ", STDERR)
        if (await LineReader(STDIN).line())[:1] not in (b"y", b"Y"):
            await puts("not replaced\n", STDERR)
            return False
    try:
        await (rmdir if job.over and _kind(there) == S_IFDIR else unlink)(target)
    except Errno as error:
        await job.err.warn(target, error)
        return False
    return True
