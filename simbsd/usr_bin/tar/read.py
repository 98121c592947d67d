"""tar -t and -x: listing and unpacking.

Models contrib/libarchive/tar/read.c and util.c, and archive_write_disk_posix.c of libarchive; leaves out --chroot,
interactive extraction and devices.
"""

from __future__ import annotations

import zlib
from collections.abc import Awaitable

from simbsd.lib.dist import dist_members, dist_unpack
from simbsd.lib.err import Err
from simbsd.lib.fflags import strtofflags
from simbsd.lib.files import (
    chflags,
    chmod,
    chown,
    ftruncate,
    link,
    lstat,
    mkdir,
    mkfifo,
    rmdir,
    symlink,
    unlink,
    utimens,
)
from simbsd.lib.grp import getgrent_all
from simbsd.lib.mode import strmode
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwent_all
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, put, read_all
from simbsd.lib.strftime import strftime
from simbsd.lib.unistd import boottime, chdir, close, geteuid, gettimeofday, open, umask
from simbsd.sys.elf import XZMAG
from simbsd.sys.errno import EEXIST, EFTYPE, EINVAL, Errno, strerror
from simbsd.sys.fcntl import (
    O_CREAT,
    O_EXCL,
    O_RDONLY,
    O_WRONLY,
    S_IFDIR,
    S_IFIFO,
    S_IFLNK,
    S_IFMT,
    S_IFREG,
    SF_APPEND,
    SF_IMMUTABLE,
    SF_NOUNLINK,
    UF_APPEND,
    UF_IMMUTABLE,
    UF_NOUNLINK,
)
from simbsd.usr_bin.tar.entry import Entry, FormatError, flags_text, unpack
from simbsd.usr_bin.tar.job import Job, matches

GZIP = b"\x1f\x8b"
SECOND = 1_000_000
HALF_YEAR = 365 * 86400 // 2
CRITICAL = SF_IMMUTABLE | SF_APPEND | SF_NOUNLINK | UF_IMMUTABLE | UF_APPEND | UF_NOUNLINK
FLAGS = "Failed to set file flags"


async def run(job: Job) -> None:
    """Read the archive and deal with each member that is meant."""
    fd = await _open(job)
    if job.directory:
        await enter(job)
    if job.mode == "x" and await _whole(job, fd):
        return
    entries = await _entries(job.err, fd)
    await close(fd)
    chosen = [entry for entry in entries if _is_chosen(job, entry)]
    if job.mode == "t":
        await _list(job, chosen)
    else:
        await _Extraction(job).run(chosen)
    for pattern in job.operands:
        if not any(matches(pattern, entry.path) for entry in entries):
            await job.complain(f"{pattern}: Not found in archive")


async def enter(job: Job) -> None:
    """-C: go there before anything is done (do_chdir)."""
    try:
        await chdir(job.directory)
    except Errno:
        await job.err.errx(1, f"could not chdir to '{job.directory}'\n")


async def _open(job: Job) -> int:
    if not job.archive:
        return STDIN
    try:
        return await open(job.archive, O_RDONLY)
    except Errno:
        await job.err.errx(1, f"Error opening archive: Failed to open '{job.archive}'")


async def _whole(job: Job, fd: int) -> bool:
    """A distribution set into an empty directory: the kernel shares the files at once. False when it cannot."""
    if job.operands or job.excluded or job.verbose or job.strip or job.flags & {"o", "O", "m", "no-p", "no-fflags"}:
        return False
    try:
        await dist_unpack(fd, ".")
    except Errno:
        return False
    return True


async def _entries(err: Err, fd: int) -> list[Entry]:
    try:
        members = await dist_members(fd)
    except Errno as error:
        if error.errno not in (EFTYPE, EINVAL):
            await err.errx(1, f"Error opening archive: {strerror(error.errno)}")
        return await _plain(err, fd)
    boot = await boottime()
    users = {user.pw_uid: user.pw_name for user in reversed(await getpwent_all())}
    groups = {group.gr_gid: group.gr_name for group in reversed(await getgrent_all())}
    return [
        Entry(
            one.path, one.mode, one.uid, one.gid, (boot + one.mtime) // SECOND,
            users.get(one.uid, ""), groups.get(one.gid, ""),
            b"" if one.mode & S_IFMT == S_IFLNK else one.data, one.hole,
            one.link or (one.data.decode() if one.mode & S_IFMT == S_IFLNK else ""), bool(one.link),
            flags_text(one.flags),
        )
        for one in members
    ]


async def _plain(err: Err, fd: int) -> list[Entry]:
    try:
        data = await read_all(fd)
    except Errno as error:
        await err.errx(1, f"Error opening archive: Error reading fd {fd}: {strerror(error.errno)}")
    if data.startswith(XZMAG):
        await err.errx(1, "Error opening archive: Unrecognized archive format")
    if data.startswith(GZIP):
        try:
            data = zlib.decompress(data, 31)
        except zlib.error:
            await err.errx(1, "Error opening archive: truncated gzip input")
    try:
        return unpack(data)
    except FormatError as error:
        await err.errx(1, f"Error opening archive: {error}")


def _is_chosen(job: Job, entry: Entry) -> bool:
    if job.is_excluded(entry.path):
        return False
    return not job.operands or any(matches(pattern, entry.path) for pattern in job.operands)


async def _list(job: Job, entries: list[Entry]) -> None:
    out, widths = Output(), [6, 13]
    now = await gettimeofday() // SECOND
    for entry in entries:
        await out.put((describe(entry, widths, now) if job.verbose else entry.path) + "\n")
    await out.flush()


def describe(entry: Entry, widths: list[int], now: int) -> str:
    """A member as ``ls -l`` would print it; columns widen as they must (list_item_verbose). An archive does not say how
    many links a file has: 0."""
    user, group, size = entry.uname or f"{entry.uid} ", entry.gname or str(entry.gid), str(entry.size)
    widths[0] = max(widths[0], len(user))
    if len(group) + len(size) >= widths[1]:
        widths[1] = len(group) + len(size) + 1
    recent = now - HALF_YEAR <= entry.mtime <= now + HALF_YEAR
    when = strftime("%b %e %H:%M" if recent else "%b %e  %Y", entry.mtime)
    text = f"{strmode(entry.mode)} 0 {user:<{widths[0]}} {group}{size:>{widths[1] - len(group)}} {when} {entry.path}"
    if entry.hard:
        return f"{text} link to {entry.link}"
    return f"{text} -> {entry.link}" if entry.link else text


class _Failure(Exception):
    """What could not be done to a member, in libarchive's words, and the error."""

    def __init__(self, message: str, error: Errno | int) -> None:
        super().__init__(message)
        self.message, self.errno = message, error if isinstance(error, int) else error.errno


class _Extraction:
    """Members become files; what a directory is to be in the end is kept until all are there."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.later: list[tuple[str, Entry]] = []
        self.locks: list[tuple[str, int]] = []
        self.users: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.root = False
        self.mask = 0

    async def run(self, entries: list[Entry]) -> None:
        """Unpack members in their order."""
        self.root = await geteuid() == 0
        self.mask = await umask(0)
        await umask(self.mask)
        if self.root and "numeric" not in self.job.flags:
            self.users = {user.pw_name: user.pw_uid for user in reversed(await getpwent_all())}
            self.groups = {group.gr_name: group.gr_gid for group in reversed(await getgrent_all())}
        for entry in entries:
            await self._one(entry)
        for path, entry in reversed(self.later):
            try:
                await self._attributes(path, entry)
            except _Failure as failure:
                await self._say(path, failure)
        for path, flags in self.locks:
            try:
                await _try(chflags(path, flags, False), FLAGS)
            except _Failure as failure:
                await self._say(path, failure)

    async def _say(self, path: str, failure: _Failure) -> None:
        self.job.status = 1
        await printf(f"{path}: {failure.message}: {strerror(failure.errno)}\n", STDERR)

    def _path(self, path: str) -> str:
        """The name as it is made: without a leading slash but with -P, and less --strip-components."""
        path = path.rstrip("/") or path
        if self.job.strip:
            path = "/".join(path.split("/")[self.job.strip :])
        return path if "P" in self.job.flags else path.lstrip("/")

    async def _one(self, entry: Entry) -> None:
        path = self._path(entry.path)
        if not path:
            return
        if self.job.verbose:
            shown = entry.path if path == entry.path.rstrip("/") else path
            await printf(f"x {shown}\n", STDERR)
        try:
            if ".." in path.split("/") and "P" not in self.job.flags:
                raise _Failure("Path contains '..'", EINVAL)
            if "O" in self.job.flags:
                await put(STDOUT, entry.data + bytes(entry.hole))
                return
            await self._make(path, entry)
        except _Failure as failure:
            await self._say(path, failure)

    async def _make(self, path: str, entry: Entry) -> None:
        there = await _look(path)
        if there is not None and entry.kind == S_IFDIR and there == S_IFDIR:
            self.later.append((path, entry))
            return
        if there is not None:
            if "k" in self.job.flags:
                return
            try:
                await (rmdir if there == S_IFDIR else unlink)(path)
            except Errno as error:
                word = "Can't replace existing directory with non-directory"
                raise _Failure(word if there == S_IFDIR else "Can't unlink already-existing object", error) from None
        await self._parents(path)
        try:
            await self._create(path, entry)
        except Errno as error:
            raise _Failure(f"Can't create '{path}'", error) from None
        if entry.kind == S_IFDIR:
            self.later.append((path, entry))
        elif not entry.hard:
            await self._attributes(path, entry)

    async def _parents(self, path: str) -> None:
        directory = path.rpartition("/")[0]
        missing = []
        while directory and await _look(directory) is None:
            missing.append(directory)
            directory = directory.rpartition("/")[0]
        for directory in reversed(missing):
            try:
                await mkdir(directory)
            except Errno as error:
                if error.errno != EEXIST:
                    raise _Failure(f"Failed to create dir '{directory}'", error) from None

    async def _create(self, path: str, entry: Entry) -> None:
        if entry.hard:
            target = entry.link if "P" in self.job.flags else entry.link.lstrip("/")
            await link(target, path, follow=False)
        elif entry.kind == S_IFDIR:
            await mkdir(path, 0o700)
        elif entry.kind == S_IFLNK:
            await symlink(entry.link, path)
        elif entry.kind == S_IFIFO:
            await mkfifo(path, 0o600)
        elif entry.kind == S_IFREG:
            fd = await open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            await put(fd, entry.data)
            if entry.hole:
                await ftruncate(fd, entry.size)
            await close(fd)
        else:
            raise Errno(EINVAL, "devices are not made from archives")

    async def _attributes(self, path: str, entry: Entry) -> None:
        """Owner, mode, times and flags; root restores all of them, others what the mask leaves of the mode."""
        flags = self.job.flags
        mode = entry.mode & 0o7777
        if self.root and "o" not in flags:
            uid, gid = self.users.get(entry.uname, entry.uid), self.groups.get(entry.gname, entry.gid)
            await _try(chown(path, uid, gid, False), f"Can't set user={uid}/group={gid} for {path}")
        if not ((self.root or "p" in flags) and "no-p" not in flags):
            mode &= 0o777 & ~self.mask
        if entry.kind != S_IFLNK:
            await _try(chmod(path, mode, False), f"Can't set permissions to 0{mode:o}")
        if "m" not in flags:
            boot = await boottime()
            when = entry.mtime * SECOND - boot
            await _try(utimens(path, when, when, False), "Can't restore time")
        if entry.flags and (self.root or "p" in flags) and "no-fflags" not in flags:
            bits = strtofflags(entry.flags, 0) or 0
            if bits & CRITICAL:  # a file that can take no more names waits until all of them are there
                self.locks.append((path, bits))
            else:
                await _try(chflags(path, bits, False), FLAGS)


async def _try(step: Awaitable[None], message: str) -> None:
    try:
        await step
    except Errno as error:
        raise _Failure(message, error) from None


async def _look(path: str) -> int | None:
    try:
        return (await lstat(path)).st_mode & S_IFMT
    except Errno:
        return None
