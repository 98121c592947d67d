"""Members become files.

Models archive_write_disk_posix.c of libarchive (restore_entry) and contrib/libarchive/tar/read.c; leaves out devices
and --safe-writes' temporary files.
"""

from __future__ import annotations

from collections.abc import Awaitable

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
    stat,
    symlink,
    unlink,
    utimens,
)
from simbsd.lib.grp import getgrent_all
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwent_all
from simbsd.lib.stdio import STDERR, STDOUT, put
from simbsd.lib.unistd import boottime, close, geteuid, gettimeofday, open, umask
from simbsd.sys.errno import EEXIST, EINVAL, ENOENT, Errno, strerror
from simbsd.sys.fcntl import (
    O_CREAT,
    O_EXCL,
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
from simbsd.sys.vnode import Stat
from simbsd.usr_bin.tar.entry import Entry
from simbsd.usr_bin.tar.job import Job
from simbsd.usr_bin.tar.match import SECOND
from simbsd.usr_bin.tar.names import edit
from simbsd.usr_bin.tar.show import describe

CRITICAL = SF_IMMUTABLE | SF_APPEND | SF_NOUNLINK | UF_IMMUTABLE | UF_APPEND | UF_NOUNLINK
FLAGS = "Failed to set file flags"


class _Failure(Exception):
    """What could not be done to a member, in libarchive's words, and the error."""

    def __init__(self, message: str, error: Errno | int) -> None:
        super().__init__(message)
        self.message, self.errno = message, error if isinstance(error, int) else error.errno


class Extraction:
    """Members become files; what a directory is to be in the end is kept until all are there."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.later: list[tuple[str, Entry]] = []
        self.locks: list[tuple[str, int]] = []
        self.users: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.root = False
        self.mask = self.now = 0
        self.widths = [6, 13]

    async def run(self, entries: list[Entry]) -> None:
        """Unpack members in their order."""
        self.root, self.now = await geteuid() == 0, await gettimeofday() // SECOND
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
        """What went wrong; with -v behind the member's name, which has no newline yet."""
        self.job.status = 1
        shown, end = ("", "") if self.job.verbose else (path, "\n")
        await printf(f"{shown}: {failure.message}: {strerror(failure.errno)}{end}", STDERR)

    async def _one(self, entry: Entry) -> None:
        if not await edit(self.job, entry) or not await self.job.agrees(f"extract '{entry.path}'"):
            return
        if self.job.verbose:
            shown = describe(entry, self.widths, self.now) if self.job.verbose > 1 else entry.path
            await printf(f"x {shown}", STDERR)
        path = entry.path.rstrip("/") or entry.path
        try:
            if "O" in self.job.flags:
                await put(STDOUT, entry.data + bytes(entry.hole))
            elif ".." in path.split("/") and "P" not in self.job.flags:
                raise _Failure("Path contains '..'", EINVAL)
            else:
                await self._make(path, entry)
        except _Failure as failure:
            await self._say(entry.path, failure)
        if self.job.verbose:
            await printf("\n", STDERR)

    async def _make(self, path: str, entry: Entry) -> None:
        flags = self.job.flags
        there = await _look(path)
        kind = there.st_mode & S_IFMT if there is not None else 0
        if there is not None and "k" in flags:
            return
        if kind == S_IFLNK and entry.kind == S_IFDIR and await _is_directory(path):
            kind = S_IFDIR
        if entry.kind == S_IFDIR and kind == S_IFDIR:
            self.later.append((path, entry))
            return
        if there is not None:
            kept = "keep-newer-files" in flags and "U" not in flags and kind != S_IFDIR
            if kept and (await boottime() + there.st_mtime) // SECOND >= entry.mtime:
                return
            if "clear-nochange-fflags" in flags and there.st_flags & CRITICAL:
                await _try(chflags(path, there.st_flags & ~CRITICAL, False), FLAGS)
            try:
                await (rmdir if kind == S_IFDIR else unlink)(path)
            except Errno as error:
                word = "Can't replace existing directory with non-directory"
                word = word if kind == S_IFDIR else "Can't unlink already-existing object"
                raise _Failure("Could not unlink" if "U" in flags else word, error) from None
        await self._parents(path)
        try:
            await self._create(path, entry)
        except Errno as error:
            missing = entry.hard and error.errno == ENOENT
            raise _Failure(
                f"Hard-link target '{entry.link}' does not exist." if missing else f"Can't create '{path}'", error
            ) from None
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
            await link(entry.link, path, follow=False)
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
        if self.root and not flags & {"o", "no-same-owner"}:
            uid, gid = self.users.get(entry.uname, entry.uid), self.groups.get(entry.gname, entry.gid)
            await _try(chown(path, uid, gid, False), f"Can't set user={uid}/group={gid} for {path}")
        if not ((self.root or "p" in flags) and "no-same-permissions" not in flags):
            mode &= 0o777 & ~self.mask
        if entry.kind != S_IFLNK:
            await _try(chmod(path, mode, False), f"Can't set permissions to 0{mode:o}")
        if "m" not in flags:
            boot = await boottime()
            when = entry.mtime * SECOND - boot
            await _try(utimens(path, when, when, False), "Can't restore time")
        if entry.flags and (self.root or flags & {"p", "fflags"}) and not flags & {"no-fflags", "no-same-permissions"}:
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


async def _look(path: str) -> Stat | None:
    try:
        return await lstat(path)
    except Errno:
        return None


async def _is_directory(path: str) -> bool:
    try:
        return (await stat(path)).st_mode & S_IFMT == S_IFDIR
    except Errno:
        return False
