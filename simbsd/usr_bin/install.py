"""install(1): copy files to their places, with owner, group, mode and flags.

Models usr.bin/xinstall/xinstall.c; leaves out metadata logs (-D, -h, -M, -N, -T).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import EX_OSERR, EX_SOFTWARE, EX_USAGE, Err
from simbsd.lib.fflags import strtofflags
from simbsd.lib.files import chflags, chmod, chown, copy_file_range, link, lstat, mkdir, rename, stat, unlink, utimens
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam
from simbsd.lib.mktemp import mkstemp
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.path import join
from simbsd.lib.pwd import getpwnam
from simbsd.lib.spawn import runp
from simbsd.lib.stdio import puts, read_all
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import EACCES, EFTYPE, ENOENT, ENOTDIR, Errno
from simbsd.sys.fcntl import (
    O_CREAT,
    O_RDONLY,
    O_RDWR,
    O_TRUNC,
    S_IFDIR,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    SF_APPEND,
    SF_IMMUTABLE,
    SF_NOUNLINK,
    UF_APPEND,
    UF_IMMUTABLE,
    UF_NODUMP,
    UF_NOUNLINK,
)
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.install_link import SYMBOLIC, Links, parse

_FILES = (
    "install [-bCcpSsUv] [-f flags] [-g group] [-m mode] [-o owner]\n"
    "               [-M log] [-D dest] [-h hash] [-T tags]\n"
    "               [-B suffix] [-l linkflags] [-N dbdir]\n"
)
USAGE = (
    f"{_FILES}               file1 file2\n       {_FILES}               file1 ... fileN directory\n"
    "       install -dU [-vU] [-g group] [-m mode] [-N dbdir] [-o owner]\n"
    "               [-M log] [-D dest] [-h hash] [-T tags]\n               directory ..."
)
LOCKS = UF_IMMUTABLE | UF_APPEND | UF_NOUNLINK | SF_IMMUTABLE | SF_APPEND | SF_NOUNLINK
ALLPERMS, PERMS = 0o7777, 0o777
DEVNULL = "/dev/null"
ALL = 1 << 62


@dataclass(slots=True)
class Job:
    """What was asked: ids (-1: as they come), mode, flags (None: the source's), a backup's ending."""

    err: Err
    letters: set[str]
    uid: int
    gid: int
    mode: int
    flags: int | None
    suffix: str
    links: Links | None = None
    envp: dict[str, str] = field(default_factory=dict)

    async def say(self, text: str) -> None:
        """-v."""
        if "v" in self.letters:
            await puts(f"install: {text}\n")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Copy a file to a name, files into a directory, or with -d make directories."""
    err = Err(argv)
    options, operands = await getopt(argv, "B:bCcdf:g:l:m:o:pSsUv")
    if any(letter == "?" for letter, _ in options) or not operands:
        await err.usage(USAGE, EX_USAGE)
    job = await _job(err, {letter for letter, _ in options}, dict(options), envp)
    kinds = ""
    for letter, text in options:
        kinds = await parse(err, kinds, text) if letter == "l" else kinds
    job.links = Links(err, kinds, "S" in job.letters, "v" in job.letters, LOCKS) if kinds else None
    if "d" in job.letters:
        for path in operands:
            await _directory(job, path)
        return 0
    if len(operands) == 1:
        await err.usage(USAGE, EX_USAGE)
    *sources, target = operands
    there = await _look(target)
    if there is not None and there.st_mode & S_IFMT == S_IFDIR:
        if job.links is not None and SYMBOLIC in kinds and (await lstat(target)).st_mode & S_IFMT == S_IFLNK:
            if len(sources) > 1:
                await err.err(EX_USAGE, target, ENOTDIR)
            await _install(job, sources[0], target, into=False)
            return 0
        for source in sources:
            await _install(job, source, join(target, source.rpartition("/")[2]), into=True)
        return 0
    if len(sources) > 1:
        missing, other = f"target directory `{target}' does not exist", f"target `{target}' is not a directory"
        await err.warnx(missing if there is None else other)
        await err.usage(USAGE, EX_USAGE)
    if there is not None and job.links is None:
        info = await _stat(job, sources[0])
        if there.st_mode & S_IFMT != S_IFREG:
            await err.err(EX_OSERR, target, EFTYPE)
        if (info.st_dev, info.st_ino) == (there.st_dev, there.st_ino):
            await err.errx(EX_USAGE, f"{sources[0]} and {target} are the same file")
    await _install(job, sources[0], target, into=False)
    return 0


async def _job(err: Err, letters: set[str], given: dict[str, str], envp: dict[str, str]) -> Job:
    job = Job(err, letters, -1, -1, 0o755, None, given.get("B", ".old"), envp=envp)
    if {"s", "d"} <= letters:
        await err.warnx("-d and -s may not be specified together")
        await err.usage(USAGE, EX_USAGE)
    if "DONTSTRIP" in envp:
        await err.warnx("DONTSTRIP set - will not strip installed binaries")
        letters.discard("s")
    if "s" in letters and letters & {"C", "p"}:
        letters.add("S")  # a copy to compare the stripped one with
    if "m" in given:
        try:
            job.mode = setmode(given["m"], S_IFDIR if "d" in letters else 0, 0) & ALLPERMS
        except ModeError:
            await err.errx(EX_USAGE, f"invalid file mode: {given['m']}")
    if "U" in letters:
        return job
    if "g" in given:
        group = await getgrnam(given["g"])
        if group is None and not is_number(given["g"]):
            await err.errx(1, f"unknown group {given['g']}")
        job.gid = group.gr_gid if group else to_int(given["g"])
    if "o" in given:
        user = await getpwnam(given["o"])
        if user is None and not is_number(given["o"]):
            await err.errx(1, f"unknown user {given['o']}")
        job.uid = user.pw_uid if user else to_int(given["o"])
    if "f" in given:
        job.flags = strtofflags(given["f"], 0)
        if job.flags is None:
            await err.errx(EX_USAGE, f"{given['f']}: invalid flag")
    return job


async def _look(path: str, follow: bool = True) -> Stat | None:
    try:
        return await (stat if follow else lstat)(path)
    except Errno:
        return None


async def _stat(job: Job, path: str) -> Stat:
    try:
        return await stat(path)
    except Errno as error:
        await job.err.err(EX_OSERR, path, error)


async def _directory(job: Job, path: str) -> None:
    """-d: a directory and those that lead to it (install_dir)."""
    place = 0
    while place < len(path):
        place = path.find("/", place + 1)
        place = len(path) if place < 0 else place
        part = path[:place]
        try:
            if (await stat(part)).st_mode & S_IFMT != S_IFDIR:
                await job.err.errx(EX_OSERR, f"{part} exists but is not a directory")
        except Errno as error:
            if error.errno != ENOENT:
                await job.err.err(EX_OSERR, f"stat {part}", error)
            try:
                await mkdir(part, 0o755)
            except Errno as refused:
                await job.err.err(EX_OSERR, f"mkdir {part}", refused)
            await job.say(f"mkdir {part}")
    if "U" in job.letters:
        return
    try:
        if (job.uid, job.gid) != (-1, -1):
            await chown(path, job.uid, job.gid)
    except Errno as error:
        await job.err.warn(f"chown {job.uid & 0xFFFFFFFF}:{job.gid & 0xFFFFFFFF} {path}", error)
    try:
        await chmod(path, job.mode)
    except Errno as error:
        await job.err.warn(f"chmod {job.mode:o} {path}", error)


async def _install(job: Job, source: str, target: str, into: bool) -> None:
    """One file (install)."""
    if job.links is not None:
        await job.links.make(source, target, await _look(target, follow=False))
        return
    empty = source == DEVNULL and not into
    info = None if empty else await _stat(job, source)
    if info is not None and info.st_mode & S_IFMT != S_IFREG:
        await job.err.err(EX_OSERR, source, EFTYPE)
    there = await _look(target, follow=False)
    if there is not None and there.st_mode & S_IFMT not in (S_IFREG, S_IFLNK):
        await job.err.warn(target, EFTYPE)
        return
    match = False
    if job.letters & {"C", "p"} and "s" not in job.letters and there is not None and there.st_mode & S_IFMT == S_IFREG:
        match = await _same(job, "" if info is None else source, target, there, info)
    if not match:
        await _copy(job, source, target, info, there)
        if "p" in job.letters and info is not None:
            await utimens(target, info.st_atime, info.st_mtime)
    await _attributes(job, target, info)


async def _same(job: Job, source: str, target: str, there: Stat, info: Stat | None) -> bool:
    if there.st_size != (info.st_size if info is not None else 0):
        return False
    if not source:
        return True
    contents = []
    for path in (source, target):
        try:
            fd = await open(path, O_RDONLY)
        except Errno as error:
            await job.err.err(EX_OSERR, path, error)
        contents.append(await read_all(fd))
        await close(fd)
    return contents[0] == contents[1]


async def _copy(job: Job, source: str, target: str, info: Stat | None, there: Stat | None) -> None:
    """The bytes: into a new file that is renamed (-S), else in the old one's place, kept as a backup with -b."""
    path = target
    safe = "S" in job.letters and there is not None
    try:
        if safe:
            path = f"{target.rpartition('/')[0]}/INS@XXXXXX" if "/" in target else "INS@XXXXXX"
            out, path = await mkstemp(path)
        else:
            if there is not None:
                await _make_room(job, target, there, keep=False)
            out = await open(target, O_CREAT | O_RDWR | O_TRUNC, 0o600)
            await job.say(f"{source} -> {target}")
    except Errno as error:
        await job.err.err(EX_OSERR, path, error)
    if info is not None and not ("s" in job.letters and await _strip(job, path, source)):
        await _bytes(job, source, path, out)
        if "s" in job.letters:
            await _strip(job, path, None)
    await close(out)
    if safe and there is not None:
        if "s" in job.letters and await _unchanged(job, path, target, there):
            return
        await _make_room(job, target, there, keep=True)
        await job.say(f"{source} -> {target}")
        try:
            await rename(path, target)
        except Errno as error:
            await unlink(path)
            await job.err.err(EX_OSERR, f"rename: {path} to {target}", error)


async def _bytes(job: Job, source: str, path: str, out: int) -> None:
    try:
        fd = await open(source, O_RDONLY)
    except Errno as error:
        await job.err.err(EX_OSERR, source, error)
    try:
        while await copy_file_range(fd, out, ALL):
            pass
    except Errno as error:
        await unlink(path)
        await job.err.err(EX_OSERR, path, error)
    await close(fd)


async def _strip(job: Job, path: str, source: str | None) -> bool:
    """-s: have a program make a stripped copy, or strip what is there; False when it could not (strip)."""
    program = job.envp.get("STRIPBIN", "strip")
    words = [program, path] if source is None else [program, "-o", path, ("./" if source[:1] == "-" else "") + source]
    status = await runp(words, job.envp)
    if status in (126, 127):
        await unlink(path)
        await job.err.err(EX_OSERR, f"spawn {program}", ENOENT if status == 127 else EACCES)
    if status and source is None:
        await unlink(path)
        await job.err.errx(EX_SOFTWARE, f"strip command {program} failed on {path}")
    return status == 0


async def _unchanged(job: Job, path: str, target: str, there: Stat) -> bool:
    """-C with -s: the stripped copy goes when it is what is there already, unless that has other names."""
    if not job.letters & {"C", "p"} or not await _same(job, path, target, there, await _stat(job, path)):
        return False
    if there.st_nlink != 1:
        await utimens(path, there.st_atime, there.st_mtime)
        return False
    await unlink(path)
    return True


async def _make_room(job: Job, target: str, there: Stat, keep: bool) -> None:
    """Unlock what is there; then it becomes the backup (-b) or goes, unless a rename is to replace it (``keep``)."""
    try:
        if there.st_flags & LOCKS:
            await chflags(target, there.st_flags & ~LOCKS)
    except Errno:
        pass  # what stays locked says so in the next step
    if "b" in job.letters or "B" in job.letters:
        backup = target + job.suffix
        await job.say(f"{target} -> {backup}")
        try:
            if keep:
                if await _look(backup, follow=False) is not None:
                    await unlink(backup)
                await link(target, backup)
            else:
                await rename(target, backup)
        except Errno as error:
            text = f"link: {target} to {backup}" if keep else f"rename: {target} to {backup}"
            await job.err.err(EX_OSERR, text, error)
    elif not keep:
        try:
            await unlink(target)
        except Errno:
            pass


async def _attributes(job: Job, target: str, info: Stat | None) -> None:
    """Owner and group, mode, flags; a file that cannot have them does not stay."""
    now = await _stat(job, target)
    step = "chown/chgrp"
    owned = job.uid in (-1, now.st_uid) and job.gid in (-1, now.st_gid)
    try:
        if (not owned or job.mode != now.st_mode & ALLPERMS) and now.st_flags & LOCKS and "U" not in job.letters:
            await chflags(target, now.st_flags & ~LOCKS)
        if not owned:
            await chown(target, job.uid, job.gid)
        step = "chmod"
        if job.mode != now.st_mode & ALLPERMS:
            await chmod(target, job.mode & PERMS if "U" in job.letters else job.mode)
        step = "chflags"
        if "U" not in job.letters and info is not None:
            flags = info.st_flags & ~UF_NODUMP if job.flags is None else job.flags
            if flags != now.st_flags or job.flags is not None:
                await chflags(target, flags)
    except Errno as error:
        if step == "chflags" and job.flags is None:
            return
        await unlink(target)
        await job.err.err(EX_OSERR, f"{target}: {step}", error)
