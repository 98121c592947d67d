"""cp(1): copy files and trees.

Models bin/cp; leaves out ACLs and SIGINFO.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import EX_USAGE, Err
from simbsd.lib.files import (
    chflags,
    chmod,
    chown,
    copy_file_range,
    link,
    lstat,
    mkdir,
    mkfifo,
    mknod,
    readlink,
    stat,
    symlink,
    unlink,
    utimens,
)
from simbsd.lib.getopt import getopt
from simbsd.lib.path import join, names
from simbsd.lib.stdio import STDERR, STDIN, LineReader, put, puts
from simbsd.lib.unistd import close, open, read, umask
from simbsd.sys.errno import EINVAL, ENOENT, ENOTDIR, EOPNOTSUPP, EPERM, Errno, strerror
from simbsd.sys.fcntl import (
    O_CREAT,
    O_RDONLY,
    O_TRUNC,
    O_WRONLY,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    S_IFSOCK,
    S_ISGID,
    S_ISTXT,
    S_ISUID,
)
from simbsd.sys.vnode import Stat

USAGE = (
    "cp [-R [-H | -L | -P]] [-f | -i | -n] [-alpsvx] source_file target_file\n"
    "       cp [-R [-H | -L | -P]] [-f | -i | -n] [-alpsvx] source_file ... target_directory"
)
ALLPERMS = 0o7777
SSIZE_MAX = (1 << 63) - 1


@dataclass(slots=True)
class Job:
    """What was asked, and how it goes. ``made`` are directories that this run made: a copy into itself ends there."""

    err: Err
    recursive: bool
    links: str
    mode: str
    keep: bool
    instead: str
    verbose: bool
    mask: int
    xdev: bool
    flags: bool
    answers: LineReader
    made: list[tuple[int, int]]
    device: int = 0
    status: int = 0

    async def complain(self, message: str) -> None:
        """Say what was not copied."""
        await self.err.warnx(message)
        self.status = 1


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy each source to the target, or into it when it is a directory."""
    err = Err(argv)
    options, operands = await getopt(argv, "HLPRafilNnprsvx")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or len(operands) < 2:
        await err.usage(USAGE, EX_USAGE)
    if "R" in letters and "r" in letters:
        await err.errx(1, "the -R and -r options may not be specified together")
    if "l" in letters and "s" in letters:
        await err.errx(1, "the -l and -s options may not be specified together")
    job = await _job(err, letters)
    *sources, target = operands
    for source, destination in await _pairs(job, sources, target):
        await _copy(job, source, destination, top=True)
    return job.status


async def _job(err: Err, letters: str) -> Job:
    recursive = any(letter in letters for letter in "Rra")
    choice = {"H": "H", "L": "L", "P": "P", "a": "P", "r": "L"}
    links = next((choice[letter] for letter in reversed(letters) if letter in choice), "P" if recursive else "L")
    mode = next((letter for letter in reversed(letters) if letter in "fin"), "")
    instead = "l" if "l" in letters else "s" if "s" in letters else ""
    mask = await umask(0)
    await umask(mask)
    keep = "p" in letters or "a" in letters
    xdev, flags = "x" in letters, "N" not in letters
    return Job(err, recursive, links, mode, keep, instead, "v" in letters, mask, xdev, flags, LineReader(STDIN), [])


async def _look(path: str, follow: bool) -> Stat | None:
    try:
        return await (stat if follow else lstat)(path)
    except Errno:
        return None


def _kind(info: Stat | None) -> int:
    return info.st_mode & S_IFMT if info is not None else 0


async def _pairs(job: Job, sources: list[str], target: str) -> list[tuple[str, str]]:
    """Where each source goes; refuses impossible targets as main() does."""
    slash = target.endswith("/")
    target = target.rstrip("/") or ("/" if slash else ".")
    there = await _target(job, target)
    if _kind(there) == S_IFDIR:
        return [(source, _inside(target, source)) for source in sources]
    if len(sources) > 1:
        await job.err.errx(1, f"{target} is not a directory")
    source = await _look(sources[0], job.links in ("L", "H"))
    if slash and not (there is None and job.recursive and _kind(source) == S_IFDIR):
        text = f"directory {target} does not exist" if there is None else f"{target} is not a directory"
        await job.err.errx(1, text)
    return [(sources[0], target)]


async def _target(job: Job, target: str) -> Stat | None:
    try:
        return await stat(target)
    except Errno as error:
        if error.errno != ENOENT:
            await job.err.err(1, target, error)
        return None


def _inside(target: str, source: str) -> str:
    """Where a source goes in a directory: what stands behind its last slash. So the contents of ``dir/`` go into the
    directory itself, and those of ``..`` too.
    """
    name = source.rpartition("/")[2]
    return join(target, "." if name == ".." else name) if name else target


async def _copy(job: Job, source: str, target: str, top: bool) -> None:
    follow = job.links == "L" or (top and job.links == "H")
    try:
        info = await (stat if follow else lstat)(source)
    except Errno as error:
        await job.complain(f"{source}: {strerror(error.errno)}")
        return
    if top:
        job.device = info.st_dev
    if (info.st_dev, info.st_ino) in job.made:
        return
    there = await _look(target, follow=not job.recursive or job.links == "L")
    if there is not None and (there.st_dev, there.st_ino) == (info.st_dev, info.st_ino):
        await job.complain(f"{target} and {source} are identical (not copied).")
        return
    if _kind(info) != S_IFDIR and _kind(there) == S_IFDIR:
        await job.complain(f"cannot overwrite directory {target} with non-directory {source}")
        return
    if _kind(info) == S_IFDIR:
        await _directory(job, source, target, info, there)
    elif _kind(info) == S_IFLNK:
        await _special(job, source, target, info, there)
    elif _kind(info) == S_IFSOCK:
        await job.err.warnx(f"{source} is a socket (not copied).")
    elif _kind(info) == S_IFREG or not job.recursive or job.instead == "s":
        await _file(job, source, target, info, there)
    else:
        await _special(job, source, target, info, there)


async def _directory(job: Job, source: str, target: str, info: Stat, there: Stat | None) -> None:
    if not job.recursive:
        await job.complain(f"{source} is a directory (not copied).")
        return
    if there is None:
        try:
            await mkdir(target, info.st_mode & ALLPERMS | 0o700)
        except Errno as error:
            await job.err.err(1, target, error)
        made = await stat(target)
        job.made.append((made.st_dev, made.st_ino))
    elif _kind(there) != S_IFDIR:
        await job.err.err(1, target, ENOTDIR)
    if job.verbose:
        await puts(f"{source} -> {target}\n")
    try:
        children = await names(source)
    except Errno as error:
        await job.complain(f"{source}: {strerror(error.errno)}")
        return
    for name in children if not job.xdev or info.st_dev == job.device else []:
        await _copy(job, join(source, name), join(target, name), top=False)
    await _finish_directory(job, target, info, made=there is None)


async def _finish_directory(job: Job, target: str, info: Stat, made: bool) -> None:
    if job.keep:
        await _attributes(job, target, info)
    elif made:
        mode, wanted = info.st_mode & ALLPERMS, ~job.mask
        if mode & (S_ISUID | S_ISGID | S_ISTXT) or (mode | 0o700) & wanted != mode & wanted:
            try:
                await chmod(target, mode & wanted)
            except Errno as error:
                await job.complain(f"chmod: {target}: {strerror(error.errno)}")


async def _agreed(job: Job, target: str) -> bool:
    """What -n and -i make of an existing target."""
    if job.mode == "n":
        if job.verbose:
            await puts(f"{target} not overwritten\n")
        job.status = 1
        return False
    if job.mode == "i":
        await puts(f"overwrite {target}? (y/n [n]) ", STDERR)
        if (await job.answers.line())[:1] not in (b"y", b"Y"):
            await puts("not overwritten\n", STDERR)
            job.status = 1
            return False
    return True


async def _special(job: Job, source: str, target: str, info: Stat, there: Stat | None) -> None:
    """A symbolic link, a named pipe or a device, made again (copy_link, copy_fifo, copy_special)."""
    if there is not None and job.mode == "n":
        if job.verbose:
            await puts(f"{target} not overwritten\n")
        job.status = 1
        return
    step = "readlink"
    path = source
    try:
        text = await readlink(source) if _kind(info) == S_IFLNK else ""
        step, path = "unlink", target
        if there is not None:
            await unlink(target)
        if _kind(info) == S_IFLNK:
            step, path = "symlink", text
            await symlink(text, target)
        elif _kind(info) == S_IFIFO:
            step = "mkfifo"
            await mkfifo(target, info.st_mode & ALLPERMS)
        else:
            step = "mknod"
            await mknod(target, info.st_mode, info.st_rdev)
    except Errno as error:
        await job.complain(f"{step}: {path}: {strerror(error.errno)}")
        return
    if job.keep:
        await _attributes(job, target, info)
    if job.verbose:
        await puts(f"{source} -> {target}\n")


async def _file(job: Job, source: str, target: str, info: Stat, there: Stat | None) -> None:
    if there is not None:
        if not await _agreed(job, target):
            return
        if job.mode == "f":
            try:
                await unlink(target)
            except Errno:
                pass  # what cannot go says so when it is written
    path = source
    try:
        if job.instead:
            await (link if job.instead == "l" else symlink)(source, target)
        else:
            fd = await open(source, O_RDONLY)
            path = target
            out = await open(target, O_WRONLY | O_CREAT | O_TRUNC, info.st_mode & ALLPERMS & ~(S_ISUID | S_ISGID))
            path = source
            await _bytes(fd, out)
            await close(fd)
            await close(out)
    except Errno as error:
        await job.complain(f"{path}: {strerror(error.errno)}")
        return
    if job.keep and not job.instead:
        await _attributes(job, target, info)
    if job.verbose:
        await puts(f"{source} -> {target}\n")


async def _bytes(fd: int, out: int) -> None:
    """Everything from one descriptor to another: by the kernel where both are files, else by hand (copy_fallback)."""
    try:
        while await copy_file_range(fd, out, SSIZE_MAX):
            pass
        return
    except Errno as error:
        if error.errno != EINVAL:
            raise
    while data := await read(fd, 65536):
        await put(out, data)


async def _attributes(job: Job, target: str, info: Stat) -> None:
    """Times, owner, mode and flags as the source has them (setfile); without the right to the owner, no set-id bits."""
    follow = _kind(info) != S_IFLNK
    mode = info.st_mode & ALLPERMS
    there = await _look(target, follow)
    step = "utimensat"
    try:
        await utimens(target, info.st_atime, info.st_mtime, follow)
        step = "chown"
        if there is None or (there.st_uid, there.st_gid) != (info.st_uid, info.st_gid):
            try:
                await chown(target, info.st_uid, info.st_gid, follow)
            except Errno as error:
                mode &= ~(S_ISUID | S_ISGID)
                if error.errno != EPERM:
                    raise
        step = "chmod"
        if there is None or mode != there.st_mode & ALLPERMS or mode & (S_ISUID | S_ISGID):
            await chmod(target, mode, follow)
        step = "chflags"
        if job.flags and (there is None or info.st_flags != there.st_flags):
            await chflags(target, info.st_flags, follow)
    except Errno as error:
        if step != "chflags" or error.errno != EOPNOTSUPP or info.st_flags:
            await job.complain(f"{step}: {target}: {strerror(error.errno)}")
