"""tar -t and -x: reading.

Models contrib/libarchive/tar/read.c; leaves out SIGINFO's progress.
"""

from __future__ import annotations

from simbsd.lib.dist import dist_members, dist_unpack
from simbsd.lib.grp import getgrent_all
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwent_all
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, read_all
from simbsd.lib.unistd import boottime, chroot, close, gettimeofday, open
from simbsd.sys.errno import EFTYPE, EINVAL, Errno, strerror
from simbsd.sys.fcntl import O_RDONLY, S_IFLNK, S_IFMT
from simbsd.usr_bin.tar.entry import Entry, FormatError, flags_text, unpack
from simbsd.usr_bin.tar.extract import Extraction
from simbsd.usr_bin.tar.job import Job, lines
from simbsd.usr_bin.tar.match import SECOND
from simbsd.usr_bin.tar.show import describe
from simbsd.usr_bin.tar.squeeze import SqueezeError, unsqueezed


async def run(job: Job) -> None:
    """Read the archive and deal with each member that is meant."""
    for pattern in job.operands:
        job.matching.include(pattern)
    if job.names_from:
        for pattern in await lines(job, job.names_from):
            job.matching.include(pattern)
    fd = await _open(job)
    await job.enter()
    if job.mode == "x" and "chroot" in job.flags:
        try:
            await chroot(".")
        except Errno as error:
            await job.err.err(1, 'Can\'t chroot to "."', error)
    if job.mode == "x" and await _whole(job, fd):
        return
    squeezed, entries = await _entries(job, fd)
    if fd != STDIN:
        await close(fd)
    chosen = _chosen(job, entries)
    if job.mode == "t":
        await _list(job, chosen)
    else:
        await Extraction(job).run(chosen)
    if job.verbose > 2:
        kind = "POSIX pax interchange format" if any(entry.pax for entry in entries) else "POSIX ustar format"
        await printf(f"Archive Format: {kind},  Compression: {squeezed}\n", STDOUT)
    for pattern in job.matching.unmatched:
        await job.complain(f"{pattern}: Not found in archive")


async def _open(job: Job) -> int:
    if not job.archive:
        return STDIN
    try:
        return await open(job.archive, O_RDONLY)
    except Errno:
        await job.err.errx(1, f"Error opening archive: Failed to open '{job.archive}'")


async def _whole(job: Job, fd: int) -> bool:
    """A distribution set into an empty directory: the kernel shares the files at once. False when it cannot."""
    plain = not (job.verbose or job.strip or job.rules or job.uid >= 0 or job.gid >= 0)
    matching = job.matching
    if not plain or matching.included or matching.excluded or matching.times or job.uname or job.gname:
        return False
    if job.flags - {"p", "same-owner", "B", "S", "U", "fflags", "acls", "xattrs", "J"}:
        return False
    try:
        await dist_unpack(fd, ".")
    except Errno:
        return False
    return True


async def _entries(job: Job, fd: int) -> tuple[str, list[Entry]]:
    """The archive's container and its members."""
    err = job.err
    try:
        members = await dist_members(fd)
    except Errno as error:
        if error.errno not in (EFTYPE, EINVAL):
            await err.errx(1, f"Error opening archive: {strerror(error.errno)}")
        return await _plain(job, fd)
    boot = await boottime()
    users = {user.pw_uid: user.pw_name for user in reversed(await getpwent_all())}
    groups = {group.gr_gid: group.gr_name for group in reversed(await getgrent_all())}
    return "xz", [
        Entry(
            one.path,
            one.mode,
            one.uid,
            one.gid,
            (boot + one.mtime) // SECOND,
            users.get(one.uid, ""),
            groups.get(one.gid, ""),
            b"" if one.mode & S_IFMT == S_IFLNK else one.data,
            one.hole,
            one.link or (one.data.decode() if one.mode & S_IFMT == S_IFLNK else ""),
            bool(one.link),
            flags_text(one.flags),
        )
        for one in members
    ]


async def _plain(job: Job, fd: int) -> tuple[str, list[Entry]]:
    try:
        data, squeezed = unsqueezed(await read_all(fd))
        return squeezed, unpack(data, "ignore-zeros" in job.flags)[0]
    except Errno as error:
        await job.err.errx(1, f"Error opening archive: Error reading fd {fd}: {strerror(error.errno)}")
    except (FormatError, SqueezeError) as error:
        await job.err.errx(1, f"Error opening archive: {error}")


def _chosen(job: Job, entries: list[Entry]) -> list[Entry]:
    """The members that are meant, with the owners they are to have; -q stops when each pattern has one."""
    chosen, matching = [], job.matching
    for entry in entries:
        if "q" in job.flags and not matching.unmatched:
            break
        if job.uid >= 0:
            entry.uid, entry.uname = job.uid, ""
        if job.gid >= 0:
            entry.gid, entry.gname = job.gid, ""
        entry.uname = entry.uname if job.uname is None else job.uname
        entry.gname = entry.gname if job.gname is None else job.gname
        when = entry.mtime * SECOND
        if not matching.leaves_out(entry.path) and not matching.is_untimely(entry.path, when, when):
            chosen.append(entry)
    return chosen


async def _list(job: Job, entries: list[Entry]) -> None:
    out, widths = Output(STDERR if "O" in job.flags else STDOUT), [6, 13]
    now = await gettimeofday() // SECOND
    for entry in entries:
        await out.put((describe(entry, widths, now) if job.verbose > 1 else entry.path) + "\n")
    await out.flush()
